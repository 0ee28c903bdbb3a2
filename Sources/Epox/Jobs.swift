import Accounts
import Billing
import Catalog
import Importing
import Jobs
import Stores
import Studio
import Sync

/// Every kind of work that is left to the workers.
package let jobs = JobTable {
  // People
  SendMail.self

  // Money
  RefreshStripe.self
  KeepWaitingPlan.self

  // Stores
  KeepWebhooks.self
  RemoveWebhooks.self
  RenewToken.self
  ExamineStore.self
  LookAtStore.self
  CompareItems.self
  ImportProducts.self
  TellImport.self
  UndoImport.self
  RefreshProduct.self
  RefreshCategories.self
  RefreshShop.self
  SweepStore.self
  ReconcileStore.self
  FetchPicture.self
  CheckCSV.self
  SaveCSV.self

  // Pictures
  PreparePicture.self
  AnalysePicture.self
  DescribePicture.self
  FindLookAlikes.self
  DrawCutOut.self
  GeneratePicture.self
  MeasureFidelity.self
  EditPicture.self
  ReleaseForgotten.self

  // Back into the store
  SyncProduct.self
}

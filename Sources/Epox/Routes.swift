import Accounts
import Admin
import Billing
import Catalog
import Design
import Engines
import HTTP
import Importing
import Onboarding
import Site
import Stores
import Studio
import Sync

/// Every address and who answers there.
///
/// A handler's first parameter says who may come in: `Anyone`, a `Guest` with a form to fill in,
/// a signed-in `Member`, an `Editor`, an `Owner`, or a machine whose signature holds. The
/// compiler keeps the door.
package let router = Router(problemPage: problemPage) {
  // Doors
  get(Site.home, Onboarding.home)
  get(Site.login, Accounts.showSignIn)
  post(Site.login, .guarded, Accounts.signIn)
  post(Site.logout, Accounts.signOut)
  get(Site.signup, Accounts.showSignUp)
  post(Site.signup, .guarded, Accounts.signUp(greeting: Billing.grantTrial))
  get(Site.verify, Accounts.showVerification)
  post(Site.verify, .guarded, Accounts.verify)
  post(Site.resendVerification, .guarded, Accounts.resendVerification)
  get(Site.forgot, Accounts.showForgot)
  post(Site.forgot, .guarded, Accounts.forgot)
  get(Site.reset, Accounts.showReset)
  post(Site.reset, .guarded, Accounts.reset)
  get(Site.chooseAccount, Accounts.showChooser)
  post(Site.chooseAccount, Accounts.choose)
  post(Site.newAccount, Accounts.openAccount(greeting: Billing.grantTrial))
  get(Site.invitation, Accounts.showInvitation)
  post(Site.invitation, .guarded, Accounts.acceptInvitation)

  // The daily rooms
  get(Site.dashboard, Onboarding.dashboard)
  get(Site.live, Onboarding.live)
  get(Site.dashboardLive, Onboarding.dashboardLive)
  get(Site.collections, Onboarding.collections)
  get(Site.analytics, Onboarding.analytics)
  get(Site.notifications, Onboarding.notifications)
  get(Site.help, Onboarding.help)
  get(Site.claimRule, Studio.showClaimRule)

  // Products
  get(Site.products, Catalog.list)
  post(Site.products, .upload, Catalog.create)
  get(Site.productNew, Catalog.new)
  get(Site.productBin, Catalog.bin)
  get(Site.importStart, Importing.show)
  post(Site.importStart, Importing.start)
  get(Site.csvStart, Importing.showCSVStart)
  post(Site.csvStart, .upload, Importing.uploadCSV)
  get(Site.csvImport, Importing.showCSV)
  post(Site.csvImport, Importing.importCSV)
  get(Site.csvLive, Importing.showCSVLive)
  get(Site.csvColumns, Importing.showCSVColumns)
  post(Site.csvColumns, Importing.saveCSVColumns)
  post(Site.csvChoice, Importing.chooseCSVRows)
  get(Site.csvErrors, Importing.csvErrors)
  get(Site.importRun, Importing.showRun)
  get(Site.importLive, Importing.showLive)
  post(Site.importState, Importing.change)
  post(Site.importChoice, Importing.choose)
  post(Site.importUndo, Importing.undo)
  get(Site.product, Catalog.show)
  get(Site.productLive, Catalog.live)
  get(Site.productEdit, Catalog.edit)
  post(Site.productEdit, Catalog.save)
  post(Site.productPictures, .upload, Catalog.addPictures)
  get(Site.productArrangement, Catalog.showArrangement)
  post(Site.productArrangement, Catalog.arrange)
  get(Site.productLink, Importing.showLink)
  post(Site.productLink, Importing.link)
  post(Site.productUnlink, Importing.unlink)
  post(Site.productWords, Catalog.correctWords)
  post(Site.productReading, Catalog.readAgain)
  post(Site.productDeletion, Catalog.throwAway)
  post(Site.productRestoration, Catalog.restore)

  // Pictures
  get(Site.studioHome, Studio.home)
  get(Site.studio, Studio.show)
  post(Site.studio, .upload, Studio.generate)
  get(Site.flow, Studio.showFlow)
  get(Site.flowLive, Studio.flowLive)
  post(Site.flowTakeover, Studio.takeOver)
  post(Site.flowRetry, Studio.retryFlow)
  get(Site.flowReview, Studio.review)
  get(Site.assets, Studio.assets)
  get(Site.asset, Studio.showAsset)
  get(Site.assetDownload, Studio.download)
  post(Site.assetApproval, Studio.approve)
  post(Site.assetRejection, Studio.reject)
  post(Site.assetUndo, Studio.undo)
  post(Site.assetClaim, Studio.claim)
  post(Site.assetChange, Studio.change)
  get(Site.assetEdit, Studio.showEditor)
  post(Site.assetEdit, .upload, Studio.edit)
  get(Site.assetEditLive, Studio.editorLive)
  post(Site.assetDiscard, Studio.discardEdit)
  post(Site.assetEditRestoration, Studio.restoreEdit)
  get(Site.cutOut, Catalog.showCutOut)
  post(Site.cutOut, Catalog.drawCutOut)
  get(Site.cutOutLive, Catalog.cutOutLive)
  get(Site.photoEdit, Studio.showPhotoEditor)
  post(Site.photoEdit, .upload, Studio.editPhoto)

  // The store
  get(Site.store, Sync.showStore)
  get(Site.storeConnect, Stores.showConnect)
  get(Site.storePlatform, Stores.showPlatform)
  post(Site.storePlatform, Stores.connect)
  post(Site.storeTest, Stores.test)
  post(Site.storeApproval, Stores.askApproval)
  get(Site.storeReturn, Stores.finishApproval)
  get(Site.storeDoctor, Stores.showDoctor)
  post(Site.storeDoctor, Stores.examine)
  get(Site.storeDoctorLive, Stores.showDoctorLive)
  get(Site.storeReconciliation, Importing.showReconciliation)
  post(Site.storeReconciliation, Importing.reconcile)
  get(Site.storeReconciliationLive, Importing.showReconciliationLive)
  post(Site.storeSettings, Stores.saveSettings)
  post(Site.storeDisconnect, Stores.disconnect)
  post(Site.storeSync, Sync.syncAll)
  get(Site.storeSyncLive, Sync.showSyncLive)
  get(Site.storeHistory, Sync.showHistory)
  post(Site.publication, Sync.publish)
  post(Site.removal, Sync.remove)

  // Settings
  get(Site.settings, Accounts.showSettings)
  get(Site.profile, Accounts.showProfile)
  post(Site.profile, Accounts.rename)
  post(Site.password, .guarded, Accounts.changePassword)
  post(Site.sessionEnd, Accounts.endSession)
  post(Site.otherSessionsEnd, Accounts.endOtherSessions)
  get(Site.team, Accounts.showTeam)
  post(Site.teamInvitations, Accounts.invite { try Billing.require(1, .seats, $0) })
  post(Site.teamWithdrawal, Accounts.withdraw)
  post(Site.teamMember, Accounts.changeRole)
  post(Site.teamRemoval, Accounts.remove)
  post(Site.teamDeparture, Accounts.depart)
  get(Site.billing, Billing.show)
  get(Site.plans, Billing.showPlans)
  post(Site.checkout, Billing.checkout)
  get(Site.purchase, Billing.showPurchase)
  post(Site.spendingCaps, Billing.saveCaps)
  post(Site.billingPortal, Billing.openPortal)
  get(Site.transactions, Billing.showTransactions)
  get(Site.transactionsCSV, Billing.downloadTransactions)
  get(Site.statement, Billing.showStatement)
  get(Site.engines, Engines.show)
  post(Site.engines, Engines.choose)
  get(Site.styleguide, Accounts.showStyleguide)

  // Staff
  get(Site.adminLogin, Admin.showSignIn)
  post(Site.adminLogin, .guarded, Admin.signIn)
  post(Site.adminLogout, Admin.signOut)
  get(Site.admin, Admin.search)
  get(Site.adminAccount, Admin.showAccount)
  post(Site.adminCredits, Admin.moveCredits)
  post(Site.adminDecision, Admin.decide)
  get(Site.adminShelf, Admin.showShelf)
  post(Site.adminShelf, Admin.reshelve)
  post(Site.adminClaimRule, Admin.changeClaimRule)
  get(Site.adminRefunds, Admin.showRefunds)
  post(Site.adminRefund, Admin.refund)
  get(Site.adminStripe, Admin.showStripe)
  post(Site.adminReplay, Admin.replay)
  post(Site.adminReconcile, Admin.reconcile)
  get(Site.adminAudit, Admin.showAudit)

  // Programs
  get(Site.apiDescription, Operations.describe)
  get(
    Site.apiSession, .api("Who is signed in", gives: Accounts.sessionSchema),
    Accounts.showSessionJSON)
  get(Site.apiProducts, Catalog.listNote, Catalog.listJSON)
  get(Site.apiProduct, Catalog.showNote, Catalog.showJSON)
  post(Site.apiFlows, Studio.generateNote, Studio.generateJSON)
  get(Site.apiFlow, Studio.showFlowNote, Studio.showFlowJSON)
  get(Site.apiAsset, Studio.showAssetNote, Studio.showAssetJSON)
  post(Site.apiImports, Importing.startNote, Importing.startJSON)
  get(Site.apiImport, Importing.showNote, Importing.showJSON)
  post(Site.stripeWebhook, Billing.hearStripe)
  post(Site.storeWebhook, Importing.hearStore)
  post(Site.shopifyNotice, Stores.hearShopify)
  post(Site.approvalDelivery, Stores.keepDelivery)

  // Operators
  get(Site.healthy, Operations.healthy)
  get(Site.ready, Operations.ready)
  get(Site.metrics, Operations.metrics)
}

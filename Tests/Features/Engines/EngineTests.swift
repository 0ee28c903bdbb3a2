import Engines
import Imaging
import Testing

@Suite struct EngineTests {
  /// No picture, but a file whose parts can be read and marked.
  private let bare: [UInt8] = [0xFF, 0xD8, 0xFF, 0xD9]

  @Test(arguments: DigitalSource.allCases)
  func `what a model made stays its own when a model changes it`(source: DigitalSource) {
    let isAllAI = source == .trainedAlgorithmicMedia
    let expected: PictureSource = isAllAI ? .aiGenerated : .aiEdited
    let told: DigitalSource =
      isAllAI ? .trainedAlgorithmicMedia : .compositeWithTrainedAlgorithmicMedia
    let made = PictureSource.changed(source.marking(bare))
    #expect(made == expected)
    // The model's answer tells nothing of where it came from.
    #expect(DigitalSource.told(by: made.marking(bare)) == told)
  }

  @Test func `a picture that tells no source is changed by a model and says so`() {
    #expect(PictureSource.changed(bare) == .aiEdited)
  }

  @Test(arguments: [
    (1600, 1600, Aspect.square), (1600, 1599, .square), (1600, 1200, .fourThree),
    (1500, 1000, .fourThree), (1920, 1080, .wide), (3000, 1000, .wide), (1080, 1920, .tall),
    (960, 1280, .threeFour), (1280, 1600, .fourFive), (0, 0, .square),
  ])
  func `a picture of any size has a shape that is nearest`(
    width: Int, height: Int, aspect: Aspect
  ) {
    #expect(Aspect.nearest(width: width, height: height) == aspect)
  }
}

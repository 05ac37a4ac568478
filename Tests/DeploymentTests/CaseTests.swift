import Conformance
import Datasets
import Deployment
import FloatNetwork
import Testing

/// Every case of the folder with the value that is right, by default settings.
@Suite(.enabled(if: Cases.areThere)) struct CaseTests {
  @Test func theWeatherStationKeepsEveryAnswer() throws {
    for name in ["weather", "weather_folded"] {
      let run = try CaseRun(name, data: "weather.csv")
      #expect(run.guess.answer == .largest)
      #expect(run.comparison.sampleCount == 300 && run.comparison.changedSamples.isEmpty)
      #expect(run.verdict.isKept && run.comparison.saturatedInputCount == 0)
    }
  }

  @Test func spreadsKeepTheirAnswersWithinAnUlpOfTheSigmoid() throws {
    let run = try CaseRun("spreads")
    #expect(run.comparison.changedSamples.isEmpty && run.verdict.isKept)
    #expect(try #require(run.verdict.worst).largestError < 1.0 / 256)
  }

  @Test func rangesKeepTheSmallestOutput() throws {
    let run = try CaseRun("ranges", label: .none, answer: .smallest)
    #expect(run.comparison.changedSamples.isEmpty)
    #expect(try #require(run.verdict.worst?.shareOfSpread) < 0.001)
    #expect(run.verdict.isKept && run.comparison.bounds.certifiedCount > 0)
  }

  @Test func anAutoencoderIsJudgedByItsValues() throws {
    let run = try CaseRun("autoencoder", label: .none)
    #expect(run.guess.answer == .values)
    #expect(run.comparison.outputs.count == 64)
    #expect(run.verdict.isKept && run.verdict.keptPercent == nil)
    #expect(run.comparison.outputs.allSatisfy { ($0.determination ?? 0) > 0.9999 })
    #expect(!run.verdict.text.contains("ccuracy") && !run.verdict.text.contains("ertified"))
  }

  @Test func oneSigmoidOutputIsReadAgainstAHalf() throws {
    let run = try CaseRun("binary")
    #expect(run.guess.answer == .threshold(0.5))
    #expect(run.comparison.floatAccuracy == 100 && run.comparison.fixedAccuracy == 100)
    #expect(run.verdict.isKept)
  }

  @Test func whatAnExportDidIsRecordedAndNotGuessed() throws {
    for name in ["hardtanh", "vanishing"] {
      let run = try CaseRun(name, label: name == "vanishing" ? .none : .targets(.last(1)))
      #expect(run.comparison.misroundedCounts.allSatisfy { $0 == 0 }, "\(name)")
      #expect(run.verdict.isKept, "\(name): \(run.verdict.text)")
    }
  }

  /// A word at an end of 16 bits may stand for a value beyond it: then nothing is certified.
  @Test func saturatedInputsAreToldAndNeverCertified() throws {
    let fitted = try CaseRun("saturated")
    #expect(fitted.comparison.saturatedInputCount == 0 && fitted.verdict.isKept)
    let plain = try CaseRun("saturated") { $0.isPlain = true }
    #expect(plain.comparison.saturatedInputCount == 104)
    #expect(plain.comparison.changedSamples.count == 45)
    #expect(!plain.verdict.isKept)
    #expect(plain.verdict.reasons[0].hasPrefix("25.00 % of the answers are kept, at least 99 %"))
    #expect(plain.verdict.remedies[0].hasPrefix("Input 0 lies beyond what its words hold in"))
    // Changed answers are none of the certified ones.
    #expect(plain.comparison.bounds.certifiedCount <= 15)
    #expect(plain.comparison.wrongCertificateCount == 0)
  }

  @Test func aNumberIsTheIndexOfItsOutputWhicheverOccur() throws {
    for data in ["labels_1_3", "labels_float", "labels_all"] {
      let run = try CaseRun("classes4", data: "\(data).csv")
      #expect(run.comparison.floatAccuracy == 100, "\(data)")
      #expect(run.comparison.fixedAccuracy == 100 && run.verdict.isKept, "\(data)")
    }
    #expect {
      try CaseRun("classes4", data: "labels_too_many.csv")
    } throws: { error in
      "\(error)".contains("line 3 has the label \"4\", but the network's 4 outputs have")
    }
  }

  @Test(arguments: ["numpy_header", "pandas_index", "decimal_comma"])
  func tablesAsOthersWriteThemAreRead(data: String) throws {
    let run = try CaseRun("classes4", data: "\(data).csv")
    #expect(run.comparison.sampleCount == 40 && run.comparison.floatAccuracy == 100)
    #expect(run.verdict.isKept)
  }

  @Test func twoTargetsAreValues() throws {
    let run = try CaseRun("regression2", label: .targets(.last(2)))
    #expect(run.guess.answer == .values && run.comparison.truth == .targets)
    let explained = run.comparison.outputs.compactMap(\.targetDetermination)
    #expect(
      explained.count == 2 && explained.allSatisfy { $0.float > 0.99999 && $0.fixed > 0.9999 }
    )
    #expect(run.verdict.isKept)
  }

  @Test func severalLabelsASampleAreEachAgainstAHalf() throws {
    let run = try CaseRun("multilabel", label: .targets(.last(3)))
    #expect(run.guess.answer == .threshold(0.5))
    #expect(run.comparison.sampleCount == 120)
    #expect(run.comparison.floatAccuracy == 100 && run.comparison.fixedAccuracy == 100)
  }

  @Test(arguments: ["int_div", "uint8_add"])
  func whatComputesOnWholeNumbersIsRefused(name: String) {
    #expect {
      _ = try Checkpoint(ofModelFile: Cases.path("\(name).onnx"))
    } throws: { error in
      "\(error)".contains("does not compute on real numbers")
    }
  }
}

import ArgumentParser
import Datasets

/// The value of `--distort`: `none`, `small`, or strengths such as `shift:0.1,rotate:10`, where those
/// that are not named are 0.
struct DistortionOption: ExpressibleByArgument, Equatable {
  /// As it was written.
  let text: String
  let distortion: Distortion

  static let small = DistortionOption(text: "small", distortion: .small)

  private init(text: String, distortion: Distortion) {
    self.text = text
    self.distortion = distortion
  }

  init?(argument: String) {
    text = argument
    switch argument {
    case "none": distortion = .none
    case Self.small.text: distortion = .small
    default:
      guard let distortion = Self.distortion(parsing: argument) else { return nil }
      self.distortion = distortion
    }
  }

  /// Reads strengths; nil where a name is unknown or comes twice, or a number makes no sense.
  private static func distortion(parsing text: String) -> Distortion? {
    var strengths = [
      "shift": 0.0, "rotate": 0.0, "scale": 0.0, "threshold": 0.0, "slant": 0.0, "elastic": 0.0,
    ]
    var named: Set<Substring> = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = word.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, strengths[String(parts[0])] != nil, named.insert(parts[0]).inserted,
        let strength = Double(parts[1]), strength >= 0, strength.isFinite
      else { return nil }
      strengths[String(parts[0])] = strength
    }
    guard let shift = strengths["shift"], let rotation = strengths["rotate"],
      let scale = strengths["scale"], let jitter = strengths["threshold"],
      let slant = strengths["slant"], let elastic = strengths["elastic"],
      shift < 1, scale < 1, jitter < 0.5, slant < 90, elastic < 1
    else { return nil }
    return Distortion(
      shift: shift,
      rotation: rotation,
      scale: scale,
      thresholdJitter: jitter,
      slant: slant,
      elastic: elastic
    )
  }
}

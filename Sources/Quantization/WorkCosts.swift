// Written by Tools/fit-instruction-model; do not edit.
// swift-format-ignore-file

extension WorkCosts {
  static let cortexM0 = WorkCosts(instructions: [:], cycles: [:])
  static let cortexM3 = WorkCosts(instructions: [:], cycles: [:])
  static let cortexM4 = WorkCosts(instructions: [:], cycles: [:])
  static let rv32imc = WorkCosts(instructions: [:], cycles: [:])
}

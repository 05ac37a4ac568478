#if arch(x86_64) || arch(arm64)
  import CEmulatedKernels
  import CHalfword
  import Testing
  import _TestSupport

  @testable import HalfwordRuntime

  /// Each set of kernels that the machine can run, and the source of those for AVX-512 over emulated primitives, gives
  /// what exact sums give and what the twins in Swift give; and reads nothing beyond the inputs and the weights, as both
  /// end where no page follows.
  @Suite struct HostKernelTests {
    private static var sets: [UnsafePointer<halfword_host_kernels>] {
      var sets: [UnsafePointer<halfword_host_kernels>] = []
      var index: UInt32 = 0
      while let set = halfword_host_set(index) {
        sets.append(set)
        index += 1
      }
      if let emulated = halfword_emulated_avx512() { sets.append(emulated) }
      return sets
    }

    private static func forms(of format: WeightFormat) -> [SumForm] {
      format == .bits16 ? [.bits32, .blocks16, .blocks32, .bits64] : [.bits32, .bits64]
    }

    @Test func theFastestSetIsChosen() {
      var last: UnsafePointer<halfword_host_kernels>?
      var index: UInt32 = 0
      while let set = halfword_host_set(index) {
        last = set
        index += 1
      }
      #expect(index > 0)
      #expect(halfword_host() == last)
    }

    @Test(arguments: [WeightFormat.bits16, .bits8, .bits4])
    func rowsOfEveryShapeEqualExactSums(_ format: WeightFormat) {
      var random = TestRandom(seed: 91 &+ UInt64(format.rawValue))
      for columns in 1...70 {
        for form in Self.forms(of: format) {
          for kind in HostTask.Values.allCases {
            let task = HostTask(columns: columns, form, format, kind, using: &random)
            for set in Self.sets {
              let (outputs, saturations) = task.run(set)
              #expect(
                outputs == task.expected.outputs,
                "\(task), \(String(cString: set.pointee.name))"
              )
              #expect(saturations == task.expected.saturations)
            }
          }
        }
      }
    }

    /// Beyond 256 columns, where sums of narrow weights go from 32 bits to 64; and long blocks.
    @Test(arguments: [WeightFormat.bits16, .bits8, .bits4])
    func longRowsEqualExactSums(_ format: WeightFormat) {
      var random = TestRandom(seed: 17 &+ UInt64(format.rawValue))
      for columns in [255, 256, 257, 1_023, 2_049, 4_131] {
        for form in [SumForm.bits64, format == .bits16 ? .blocks32 : .bits32] {
          for kind in HostTask.Values.allCases {
            let task = HostTask(columns: columns, form, format, kind, using: &random)
            for set in Self.sets {
              let (outputs, saturations) = task.run(set)
              #expect(
                outputs == task.expected.outputs,
                "\(task), \(String(cString: set.pointee.name))"
              )
              #expect(saturations == task.expected.saturations)
            }
          }
        }
      }
    }

    @Test(arguments: [SumForm.bits32, .blocks16, .blocks32, .bits64])
    func panelsEqualTheTwin(_ form: SumForm) {
      var random = TestRandom(seed: 23 &+ UInt64(form.rawValue))
      for columns in 1...70 {
        for kind in HostTask.Values.allCases {
          let task = HostTask(columns: columns, form, .bits16, kind, using: &random)
          let twin = task.panelSums { callTwin($0, $1, $2, $3, $4, form) }
          for set in Self.sets {
            let sums = task.panelSums { set.pointee.sum_panel($0, $1, $2, $3, $4, form.hostForm) }
            #expect(sums == twin, "\(task), \(String(cString: set.pointee.name))")
          }
        }
      }
    }

    @Test func errorsEqualTheTwin() {
      var random = TestRandom(seed: 29)
      for columns in 1...70 {
        for kind in HostTask.Values.allCases {
          let task = HostTask(columns: columns, .bits64, .bits16, kind, using: &random)
          let twin = task.errorSums { addErrors($0, $1, $2, $3) }
          for set in Self.sets {
            #expect(task.errorSums { set.pointee.add_errors($0, $1, $2, $3) } == twin)
          }
        }
      }
    }

    @Test(arguments: [WeightFormat.bits8, .bits4])
    func narrowPanelsEqualTheTwin(_ format: WeightFormat) {
      var random = TestRandom(seed: 31 &+ UInt64(format.rawValue))
      for columns in 1...70 {
        for kind in HostTask.Values.allCases {
          let task = HostTask(columns: columns, .bits32, format, kind, using: &random)
          let twin = task.narrowSums { format == .bits8 ? addPanel8($0) : addPanel4($0) }
          for set in Self.sets {
            let sums = task.narrowSums {
              format == .bits8 ? set.pointee.add_panel_8($0) : set.pointee.add_panel_4($0)
            }
            #expect(sums == twin, "\(task), \(String(cString: set.pointee.name))")
          }
        }
      }
    }
  }
#endif

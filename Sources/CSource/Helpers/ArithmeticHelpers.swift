extension Helper {
  /// The C of the helper. "NAME" stands for the model's name, "INDEX" for the type of counts and indices.
  var text: String {
    arithmeticText ?? narrowText ?? activationText ?? answerText ?? certificateText ?? ""
  }

  private var arithmeticText: String? {
    switch self {
    case .shifted: Self.shiftedText(bits: 32, suffix: "")
    case .shifted64: Self.shiftedText(bits: 64, suffix: "_64")
    case .saturated: Self.saturatedText(bits: 32, suffix: "")
    case .saturated64: Self.saturatedText(bits: 64, suffix: "_64")
    case .word: Self.wordText(bits: 32, suffix: "")
    case .word64: Self.wordText(bits: 64, suffix: "_64")
    case .sum: Self.sumText
    case .sumBlocks16: Self.sumBlocksText(16)
    case .sumBlocks32: Self.sumBlocksText(32)
    case .sum64: Self.sum64Text
    case .firstInside: Self.firstInsideText
    case .endInside: Self.endInsideText
    case .average: Self.averageText(bits: 32, suffix: "")
    case .average64: Self.averageText(bits: 64, suffix: "_64")
    case .added: Self.addedText
    default: nil
    }
  }

  private static func shiftedText(bits: Int, suffix: String) -> String {
    """
    /* sum / 2^bits, rounded down. C leaves the shift of a negative number open, so none is shifted. */
    static int\(bits)_t NAME_shifted\(suffix)(int\(bits)_t sum, uint8_t bits)
    {
        return sum >= 0 ? sum >> bits : ~(~sum >> bits);
    }

    """
  }

  private static func saturatedText(bits: Int, suffix: String) -> String {
    """
    /* The nearest number that 16 bits hold. */
    static int16_t NAME_saturated\(suffix)(int\(bits)_t number)
    {
        return (int16_t)(number > INT16_MAX ? INT16_MAX : number < INT16_MIN ? INT16_MIN : number);
    }

    """
  }

  private static func wordText(bits: Int, suffix: String) -> String {
    """
    /* The word of a sum whose start holds half an ulp: rounded to the nearest, halves up. */
    static int16_t NAME_word\(suffix)(int\(bits)_t sum, uint8_t bits)
    {
        return NAME_saturated\(suffix)(NAME_shifted\(suffix)(sum, bits));
    }

    """
  }

  private static let sumText = """
    /* sum + weights . values, side by side. It was proved at export that 32 bits hold every partial sum, whatever
     * the values are. */
    static int32_t NAME_sum(int32_t sum, const int16_t *weights, const int16_t *values, INDEX count)
    {
        INDEX index = 0;
    #ifdef HALFWORD_PAIRS
        for (; index + 8 <= count; index += 8) {
            sum = __smlad(HALFWORD_PAIR(weights, index), HALFWORD_PAIR(values, index), sum);
            sum = __smlad(HALFWORD_PAIR(weights, index + 2), HALFWORD_PAIR(values, index + 2), sum);
            sum = __smlad(HALFWORD_PAIR(weights, index + 4), HALFWORD_PAIR(values, index + 4), sum);
            sum = __smlad(HALFWORD_PAIR(weights, index + 6), HALFWORD_PAIR(values, index + 6), sum);
        }
        for (; index + 2 <= count; index += 2)
            sum = __smlad(HALFWORD_PAIR(weights, index), HALFWORD_PAIR(values, index), sum);
    #else
        for (; index + 4 <= count; index += 4) {
            sum += (int32_t)HALFWORD_READ_INT16(&weights[index]) * values[index];
            sum += (int32_t)HALFWORD_READ_INT16(&weights[index + 1]) * values[index + 1];
            sum += (int32_t)HALFWORD_READ_INT16(&weights[index + 2]) * values[index + 2];
            sum += (int32_t)HALFWORD_READ_INT16(&weights[index + 3]) * values[index + 3];
        }
    #endif
        for (; index < count; index++)
            sum += (int32_t)HALFWORD_READ_INT16(&weights[index]) * values[index];
        return sum;
    }

    """

  private static func sumBlocksText(_ block: Int) -> String {
    """
    /* The same in 64 bits. It was proved that 32 bits hold the sum of any \(block) products. */
    static int64_t NAME_sum_blocks_\(block)(int64_t sum, const int16_t *weights, const int16_t *values, INDEX count)
    {
        INDEX first;
        for (first = 0; first < count; first += \(block)) {
            const INDEX part = count - first < \(block) ? count - first : \(block);
            sum += NAME_sum(0, &weights[first], &values[first], part);
        }
        return sum;
    }

    """
  }

  private static let sum64Text = """
    /* The same in 64 bits, which hold the sum of any weights. */
    static int64_t NAME_sum_64(int64_t sum, const int16_t *weights, const int16_t *values, INDEX count)
    {
        INDEX index = 0;
    #ifdef HALFWORD_PAIRS
        for (; index + 2 <= count; index += 2)
            sum = __smlald(HALFWORD_PAIR(weights, index), HALFWORD_PAIR(values, index), sum);
    #endif
        for (; index < count; index++)
            sum += (int64_t)((int32_t)HALFWORD_READ_INT16(&weights[index]) * values[index]);
        return sum;
    }

    """

  private static let firstInsideText = """
    /* A kernel that begins at `origin` of an axis, its places `dilation` apart: the first place that lies inside the
     * input. */
    static INDEX NAME_first_inside(INDEX origin, INDEX dilation)
    {
        return origin >= 0 ? 0 : (dilation - 1 - origin) / dilation;
    }

    """

  private static let endInsideText = """
    /* The place behind the last of `kernel` that lies inside an input of `size`. */
    static INDEX NAME_end_inside(INDEX origin, INDEX dilation, INDEX kernel, INDEX size)
    {
        INDEX end = 0;
        if (origin < size) {
            end = (size - 1 - origin) / dilation + 1;
            if (end > kernel)
                end = kernel;
        }
        return end;
    }

    """

  private static func averageText(bits: Int, suffix: String) -> String {
    """
    /* sum / count, rounded to the nearest, halves up, for negative sums, too. */
    static int16_t NAME_average\(suffix)(int32_t sum, int32_t count)
    {
        const int\(bits)_t doubled = \(bits == 64 ? "(int64_t)2" : "2") * sum + count;
        const int\(bits)_t divisor = \(bits == 64 ? "(int64_t)2" : "2") * count;
        return (int16_t)(doubled >= 0 ? doubled / divisor : ~(~doubled / divisor));
    }

    """
  }

  private static let addedText = """
    /* (first * 2^by_first + second * 2^by_second) / 2^bits, rounded to the nearest, halves up. Shifts are at most 14,
     * 14 and 30, so that 32 bits hold the sum. */
    static int16_t NAME_added(int16_t first, int16_t second, uint8_t by_first, uint8_t by_second, uint8_t bits)
    {
        const int32_t half = bits > 0 ? (int32_t)1 << (bits - 1) : 0;
        return NAME_word(first * ((int32_t)1 << by_first) + second * ((int32_t)1 << by_second) + half, bits);
    }

    """
}

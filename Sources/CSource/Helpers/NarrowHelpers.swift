extension Helper {
  /// Sums of products with weights of 8 and of 4 bits. Any 256 of them fit 32 bits, as a product is at most 2^22.
  var narrowText: String? {
    switch self {
    case .fourProducts: Self.fourProductsText
    case .sum8: Self.sum8Text
    case .sum8Wide:
      Self.wideText(bits: 8, weights: "const int8_t *weights", part: "&weights[first]")
    case .halves: Self.halvesText
    case .fourHalves: Self.fourHalvesText
    case .weight4: Self.weight4Text
    case .sum4: Self.sum4Text
    case .sum4Wide:
      Self.wideText(
        bits: 4,
        weights: "const uint8_t *weights, INDEX number",
        part: "weights, number + first"
      )
    default: nil
    }
  }

  private static let fourProductsText = """
    #ifdef HALFWORD_PAIRS
    /* sum + the four bytes of a word . four words, in two pairs. */
    static inline int32_t NAME_four_products(int32_t sum, int32_t bytes, int32_t first, int32_t second)
    {
        const int32_t even = __sxtb16(bytes);
        const int32_t odd = __sxtb16((int32_t)((uint32_t)bytes >> 8 | (uint32_t)bytes << 24));
        sum = __smlabb(even, first, sum);
        sum = __smlabt(odd, first, sum);
        sum = __smlatb(even, second, sum);
        return __smlatt(odd, second, sum);
    }
    #endif

    """

  private static let sum8Text = """
    /* sum + weights of 8 bits . values, side by side. It was proved at export that 32 bits hold every partial sum,
     * whatever the values are. */
    static int32_t NAME_sum_8(int32_t sum, const int8_t *weights, const int16_t *values, INDEX count)
    {
        INDEX index = 0;
    #ifdef HALFWORD_PAIRS
        for (; index + 8 <= count; index += 8) {
            sum = NAME_four_products(sum, HALFWORD_PAIR(weights, index), HALFWORD_PAIR(values, index),
                                     HALFWORD_PAIR(values, index + 2));
            sum = NAME_four_products(sum, HALFWORD_PAIR(weights, index + 4), HALFWORD_PAIR(values, index + 4),
                                     HALFWORD_PAIR(values, index + 6));
        }
        for (; index + 4 <= count; index += 4)
            sum = NAME_four_products(sum, HALFWORD_PAIR(weights, index), HALFWORD_PAIR(values, index),
                                     HALFWORD_PAIR(values, index + 2));
    #else
        for (; index + 4 <= count; index += 4) {
            sum += (int32_t)HALFWORD_READ_INT8(&weights[index]) * values[index];
            sum += (int32_t)HALFWORD_READ_INT8(&weights[index + 1]) * values[index + 1];
            sum += (int32_t)HALFWORD_READ_INT8(&weights[index + 2]) * values[index + 2];
            sum += (int32_t)HALFWORD_READ_INT8(&weights[index + 3]) * values[index + 3];
        }
    #endif
        for (; index < count; index++)
            sum += (int32_t)HALFWORD_READ_INT8(&weights[index]) * values[index];
        return sum;
    }

    """

  private static let halvesText = """
    /* The weights of 4 bits in a byte: that of an even number is the lower half. */
    static int16_t NAME_lower_half(uint8_t byte)
    {
        return (int16_t)((byte & 15) < 8 ? byte & 15 : (byte & 15) - 16);
    }

    static int16_t NAME_upper_half(uint8_t byte)
    {
        return (int16_t)(byte < 128 ? byte >> 4 : (byte >> 4) - 16);
    }

    """

  private static let fourHalvesText = """
    #ifdef HALFWORD_PAIRS
    /* sum + the four lowest halves of bytes of a word . four words, in two pairs. */
    static inline int32_t NAME_four_halves(int32_t sum, uint32_t halves, int32_t first, int32_t second)
    {
        sum = __smlabb((int32_t)(halves << 28) >> 28, first, sum);
        sum = __smlabt((int32_t)(halves << 24) >> 28, first, sum);
        sum = __smlabb((int32_t)(halves << 20) >> 28, second, sum);
        return __smlabt((int32_t)(halves << 16) >> 28, second, sum);
    }
    #endif

    """

  private static let weight4Text = """
    /* The weight of 4 bits with a number. */
    static int16_t NAME_weight_4(const uint8_t *weights, INDEX number)
    {
        const uint8_t byte = HALFWORD_READ_UINT8(&weights[number / 2]);
        return (int16_t)(number % 2 == 0 ? NAME_lower_half(byte) : NAME_upper_half(byte));
    }

    """

  private static let sum4Text = """
    /* sum + weights of 4 bits from a number on . values, side by side. It was proved at export that 32 bits hold every
     * partial sum, whatever the values are. */
    static int32_t NAME_sum_4(int32_t sum, const uint8_t *weights, INDEX number, const int16_t *values, INDEX count)
    {
        const uint8_t *bytes = &weights[number / 2];
        INDEX index = 0;
        if (number % 2 != 0 && count > 0) {
            sum += (int32_t)NAME_upper_half(HALFWORD_READ_UINT8(bytes)) * values[0];
            bytes = &bytes[1];
            index = 1;
        }
    #ifdef HALFWORD_PAIRS
        for (; index + 8 <= count; index += 8) {
            const uint32_t halves = (uint32_t)HALFWORD_PAIR(bytes, 0);
            sum = NAME_four_halves(sum, halves, HALFWORD_PAIR(values, index), HALFWORD_PAIR(values, index + 2));
            sum = NAME_four_halves(sum, halves >> 16, HALFWORD_PAIR(values, index + 4),
                                   HALFWORD_PAIR(values, index + 6));
            bytes = &bytes[4];
        }
    #endif
        for (; index + 2 <= count; index += 2) {
            const uint8_t byte = HALFWORD_READ_UINT8(bytes);
            sum += (int32_t)NAME_lower_half(byte) * values[index];
            sum += (int32_t)NAME_upper_half(byte) * values[index + 1];
            bytes = &bytes[1];
        }
        if (index < count)
            sum += (int32_t)NAME_lower_half(HALFWORD_READ_UINT8(bytes)) * values[index];
        return sum;
    }

    """

  private static func wideText(bits: Int, weights: String, part: String) -> String {
    """
    /* The same in 64 bits, which hold the sum of any weights; 32 bits hold that of any 256 products. */
    static int64_t NAME_sum_\(bits)_wide(int64_t sum, \(weights), const int16_t *values, INDEX count)
    {
        INDEX first;
        for (first = 0; first < count; first += 256) {
            const INDEX part = count - first < 256 ? count - first : 256;
            sum += NAME_sum_\(bits)(0, \(part), &values[first], part);
        }
        return sum;
    }

    """
  }
}

extension Helper {
  /// Error words: Docs/numerics.md of Halfword, "Error words".
  var certificateText: String? {
    switch self {
    case .roundedUp: Self.roundedUpText
    case .errorAt: Self.errorAtText
    case .common: Self.commonText
    case .rowError: Self.rowErrorText
    case .reluError: Self.reluErrorText
    case .cappedError: Self.cappedErrorText
    case .slopeError: Self.slopeErrorText
    case .tableError: Self.tableErrorText
    case .addedError: Self.addedErrorText
    case .sharesError: Self.sharesErrorText
    case .spreadShares: Self.spreadSharesText
    default: nil
    }
  }

  private static let roundedUpText = """
    /* sum / 2^bits, rounded up, at most 2^26. */
    static int32_t NAME_rounded_up(int64_t sum, uint8_t bits)
    {
        const int64_t error = (sum + ((int64_t)1 << bits) - 1) >> bits;
        return (int32_t)(error > 67108864 ? 67108864 : error);
    }

    """

  private static let errorAtText = """
    /* An error word: of the input, where there are none, the one that all values have. */
    static int32_t NAME_error_at(const int16_t *errors, int32_t each, INDEX index)
    {
        return errors ? errors[index] : each;
    }

    """

  private static let commonText = """
    /* What the rows that meet the same values have in common: the values' magnitudes and errors. */
    typedef struct {
        int64_t magnitudes, errors;
    } NAME_reach;

    static int64_t NAME_common(const NAME_reach *reach)
    {
        return 8 * reach->magnitudes + reach->magnitudes / 32 + reach->errors + reach->errors / 2
            + reach->errors / 512 + 12;
    }

    """

  private static let rowErrorText = """
    /* The share of an error that a weight carries on. */
    static int64_t NAME_carried(int16_t weight, int32_t error)
    {
        return (int64_t)(weight >= 0 ? weight : -((int32_t)weight + 1)) * error;
    }

    /* The error of a row's word, with what its own rounding and that of its start add. */
    static int32_t NAME_row_error(int64_t sum, uint8_t bits, int32_t rounding)
    {
        return NAME_rounded_up(sum, bits) + rounding;
    }

    """

  private static let reluErrorText = """
    static int32_t NAME_relu_error(int16_t z, int32_t error)
    {
        const int32_t upper = (int32_t)16 * z + error;
        return upper < 0 ? 0 : upper < error ? upper : error;
    }

    """

  private static let cappedErrorText = """
    static int32_t NAME_capped_error(int16_t z, int16_t cap, int32_t error)
    {
        const int32_t beyond = z < 0 ? -(int32_t)z : z > cap ? (int32_t)z - cap : 0;
        const int32_t left = error - 16 * beyond;
        return left > 0 ? left : 0;
    }

    """

  private static let slopeErrorText = """
    /* The error of a sigmoid's or a tanh's value: by the steepest slope that z can be at. */
    static int32_t NAME_slope_error(int16_t z, int32_t error, const uint16_t *steps, int16_t count)
    {
        const int32_t magnitude = z < 0 ? -(int32_t)z : z;
        const int32_t nearest = magnitude - (error + 15) / 16;
        int32_t grown;
        if (error > 32767)
            return 67108864;
        grown = NAME_grown(steps, count, nearest < 0 ? 0 : nearest);
        return NAME_rounded_up((int64_t)error * ((int32_t)count + grown) * ((int32_t)count + 1 - grown), 16) + 8;
    }

    """

  private static let tableErrorText = """
    static int32_t NAME_step_of(int32_t distance, uint8_t shift)
    {
        const int32_t step = distance < 0 ? 0 : distance >> shift;
        return step > 255 ? 255 : step;
    }

    /* The error of a table's value: by the steepest step within the error, and the table's own. */
    static int32_t NAME_table_error(int16_t z, int16_t value, int32_t error, const int16_t *points, int16_t lowest,
                                    uint8_t shift, int32_t own)
    {
        const int32_t reach = (error + 15) / 16;
        int32_t steepest = 0, step, last;
        if (error > 32767 || value == INT16_MAX || value == INT16_MIN)
            return 67108864;
        last = NAME_step_of((int32_t)z + reach - lowest, shift);
        for (step = NAME_step_of((int32_t)z - reach - lowest, shift); step <= last; step++) {
            const int32_t rise =
                (int32_t)HALFWORD_READ_INT16(&points[step + 1]) - HALFWORD_READ_INT16(&points[step]);
            const int32_t magnitude = rise < 0 ? -rise : rise;
            if (magnitude > steepest)
                steepest = magnitude;
        }
        return NAME_rounded_up((int64_t)error * steepest, shift) + 8 + own;
    }

    """

  private static let addedErrorText = """
    static int32_t NAME_added_error(int32_t first, int32_t second, uint8_t by_first, uint8_t by_second, uint8_t bits)
    {
        const int64_t sum = (int64_t)first * ((int32_t)1 << by_first) + (int64_t)second * ((int32_t)1 << by_second);
        return NAME_rounded_up(sum, bits) + (bits > 0 ? 8 : 0);
    }

    """

  private static let spreadSharesText = """
    /* The same for a softmax between layers: the error of each; returns 0 where it outgrew its word. */
    static int NAME_spread_shares(int16_t *errors, INDEX count)
    {
        int32_t largest = 0;
        INDEX index;
        for (index = 0; index < count; index++)
            if (errors[index] > largest)
                largest = errors[index];
        largest = NAME_shares_error(largest, (int32_t)count);
        for (index = 0; index < count; index++)
            errors[index] = (int16_t)(largest > 32767 ? 0 : largest);
        return largest <= 32767;
    }

    """

  private static let sharesErrorText = """
    /* The error of each share of a softmax, of the largest error of its logits. */
    static int32_t NAME_shares_error(int32_t largest, int32_t count)
    {
        return (largest + 1) / 2 + 17 + (count + 15) / 16;
    }

    """
}

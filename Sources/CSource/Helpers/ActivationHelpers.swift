extension Helper {
  var activationText: String? {
    switch self {
    case .relu: Self.reluText
    case .capped: Self.cappedText
    case .grown: Self.grownText
    case .sigmoid: Self.stepText("sigmoid", middle: 128, what: "256 / (1 + exp(-z / 256))")
    case .tanh: Self.stepText("tanh", middle: 0, what: "256 * tanh(z / 256)")
    case .table: Self.tableText
    case .exponential: Self.exponentialText
    case .share: Self.shareText
    case .precedes: Self.precedesText
    case .softmax: Self.softmaxText
    default: nil
    }
  }

  private static let reluText = """
    static int16_t NAME_relu(int16_t z)
    {
        return (int16_t)(z > 0 ? z : 0);
    }

    """

  private static let cappedText = """
    /* ReLU with a cap. */
    static int16_t NAME_capped(int16_t z, int16_t cap)
    {
        return (int16_t)(z < 0 ? 0 : z > cap ? cap : z);
    }

    """

  private static let grownText = """
    /* How many of `count` rising steps are at or below a z of at least 0: at most 511 can be told apart. */
    static int16_t NAME_grown(const uint16_t *steps, int16_t count, int32_t z)
    {
        int16_t grown = 0, step;
        for (step = 256; step > 0; step = (int16_t)(step / 2))
            if (grown + step <= count && z >= HALFWORD_READ_UINT16(&steps[grown + step - 1]))
                grown = (int16_t)(grown + step);
        return grown;
    }

    """

  private static func stepText(_ name: String, middle: Int, what: String) -> String {
    let steps = name == "sigmoid" ? StepNumbers.sigmoid : StepNumbers.tanh
    return """
      /* \(what), correctly rounded for every z: the z from 0 on at which it grows by 1. Below 0 it falls
       * likewise. */
      \(CNumbers.array("uint16_t", "NAME_\(name)_steps", steps))
      static int16_t NAME_\(name)(int16_t z)
      {
          const int32_t magnitude = z < 0 ? -(int32_t)z : z;
          const int16_t grown = NAME_grown(NAME_\(name)_steps, \(steps.count), magnitude);
          return (int16_t)(z < 0 ? \(middle) - grown : \(middle) + grown);
      }

      """
  }

  private static let tableText = """
    /* A function of z by 257 points that lie 2^shift words apart, the first at `lowest`: linear between them, and
     * straight on beyond the ends. */
    static int16_t NAME_table(int16_t z, const int16_t *points, int16_t lowest, uint8_t shift)
    {
        const int32_t distance = (int32_t)z - lowest;
        const int32_t reached = distance < 0 ? 0 : distance >> shift;
        const int32_t step = reached > 255 ? 255 : reached;
        const int32_t first = HALFWORD_READ_INT16(&points[step]);
        const int32_t rise = HALFWORD_READ_INT16(&points[step + 1]) - first;
        const int32_t half = ((int32_t)1 << shift) / 2;
        return NAME_saturated(first
                              + NAME_shifted(rise * (distance - step * ((int32_t)1 << shift)) + half, shift));
    }

    """

  private static let exponentialText = """
    /* exp(-i / 4) * 2^(15 + i * 23637 / 65536), and exp(-j / 256) * 2^15. */
    \(CNumbers.array("uint16_t", "NAME_coarse_exponentials", StepNumbers.coarseExponentials))
    \(CNumbers.array("uint16_t", "NAME_fine_exponentials", StepNumbers.fineExponentials))
    /* exp(-distance / 256) * 2^16 for a distance of at least 0. */
    static uint32_t NAME_exponential(int32_t distance)
    {
        const int32_t coarse = distance / 64, fine = distance % 64;
        uint32_t product, bits;
        if (coarse >= 48)
            return 0;
        product = (uint32_t)HALFWORD_READ_UINT16(&NAME_coarse_exponentials[coarse])
            * HALFWORD_READ_UINT16(&NAME_fine_exponentials[fine]);
        bits = 14u + 23637u * (uint32_t)coarse / 65536u;
        return (product + ((uint32_t)1 << (bits - 1u))) >> bits;
    }

    """

  private static let shareText = """
    /* How many 256ths of `sum` the exponential of a distance is, and what is left of it. */
    static uint32_t NAME_share(int32_t distance, uint32_t sum, uint32_t *remainder)
    {
        const uint32_t product = 256u * NAME_exponential(distance);
        *remainder = product % sum;
        return product / sum;
    }

    """

  private static let precedesText = """
    /* Where a value stands in the order in which what the shares leave of 256 is given away. */
    typedef struct {
        uint32_t remainder;
        int32_t distance;
        INDEX index;
    } NAME_place;

    /* The larger remainder comes first, then the larger logit, then the lower index. */
    static int NAME_precedes(const NAME_place *first, const NAME_place *second)
    {
        if (first->remainder != second->remainder)
            return first->remainder > second->remainder;
        if (first->distance != second->distance)
            return first->distance < second->distance;
        return first->index < second->index;
    }

    """

  private static let softmaxText = """
    /* Softmax in place: shares of 256 that sum to 256, by the largest remainders. `best` is the index of the largest. */
    static void NAME_softmax(int16_t *values, INDEX count, INDEX best)
    {
        const int32_t largest = values[best];
        uint32_t sum = 65536u; /* The largest has exp(0). */
        int32_t left = 256;
        /* The last one that gets one more: at first nobody. */
        NAME_place last = {UINT32_MAX, -1, -1}, place;
        for (place.index = 0; place.index < count; place.index++)
            if (place.index != best)
                sum += NAME_exponential(largest - values[place.index]);
        for (place.index = 0; place.index < count; place.index++)
            left -= (int32_t)NAME_share(largest - values[place.index], sum, &place.remainder);
        for (; left > 0; left--) {
            NAME_place next = {0, INT32_MAX, 0};
            for (place.index = 0; place.index < count; place.index++) {
                place.distance = largest - values[place.index];
                (void)NAME_share(place.distance, sum, &place.remainder);
                if (NAME_precedes(&last, &place) && NAME_precedes(&place, &next))
                    next = place;
            }
            last = next;
        }
        for (place.index = 0; place.index < count; place.index++) {
            uint32_t share;
            place.distance = largest - values[place.index];
            share = NAME_share(place.distance, sum, &place.remainder);
            values[place.index] = (int16_t)(share + (NAME_precedes(&last, &place) ? 0u : 1u));
        }
    }

    """
}

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
        int16_t grown = 0, bit;
        for (bit = 8; bit >= 0; bit--) {
            const int16_t reached = (int16_t)(grown + (1 << bit));
            if (reached <= count && z >= HALFWORD_READ_UINT16(&steps[reached - 1]))
                grown = reached;
        }
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
          return (int16_t)(z < 0 ? \(middle == 0 ? "" : "\(middle) ")-\(middle == 0 ? "" : " ")grown : \(middle == 0 ? "" : "\(middle) + ")grown);
      }

      """
  }

  private static let tableText = """
    /* `way` words along the line from a table's point to the next, which are 2^shift words apart. */
    static int16_t NAME_line(int16_t first, int16_t next, int32_t way, uint8_t shift)
    {
        const int32_t half = ((int32_t)1 << shift) / 2;
        return NAME_saturated(first + NAME_shifted(((int32_t)next - first) * way + half, shift));
    }

    /* A function of z by 257 points, the first at `lowest`: linear between them, and straight on beyond the ends. */
    static int16_t NAME_table(int16_t z, const int16_t *points, int16_t lowest, uint8_t shift)
    {
        const int32_t width = (int32_t)1 << shift;
        const int32_t distance = (int32_t)z - lowest;
        int32_t step;
        if (distance < 0)
            return NAME_line(HALFWORD_READ_INT16(&points[0]), HALFWORD_READ_INT16(&points[1]), distance, shift);
        step = distance / width;
        if (step >= 255)
            return NAME_line(HALFWORD_READ_INT16(&points[255]), HALFWORD_READ_INT16(&points[256]),
                             distance - 255 * width, shift);
        return NAME_line(HALFWORD_READ_INT16(&points[step]), HALFWORD_READ_INT16(&points[step + 1]),
                         distance % width, shift);
    }

    """

  private static let exponentialText = """
    /* exp(-i / 4) * 2^(15 + i * 23637 / 65536), and exp(-j / 256) * 2^15. */
    \(CNumbers.array("uint16_t", "NAME_coarse_exponentials", StepNumbers.coarseExponentials))
    \(CNumbers.array("uint16_t", "NAME_fine_exponentials", StepNumbers.fineExponentials))
    /* exp(-distance / 256) * 2^16. */
    static uint32_t NAME_exponential(uint16_t distance)
    {
        const uint32_t coarse = distance / 64u, fine = distance % 64u;
        uint32_t product, bits;
        if (coarse >= 48u)
            return 0;
        product = (uint32_t)HALFWORD_READ_UINT16(&NAME_coarse_exponentials[coarse])
            * HALFWORD_READ_UINT16(&NAME_fine_exponentials[fine]);
        bits = 14u + 23637u * coarse / 65536u;
        return (product + ((uint32_t)1 << (bits - 1u))) >> bits;
    }

    """

  private static let shareText = """
    /* How many 256ths of `sum` the exponential of a distance is, and what is left of it. */
    static uint32_t NAME_share(uint16_t distance, uint32_t sum, uint32_t *remainder)
    {
        const uint32_t product = 256u * NAME_exponential(distance);
        *remainder = product % sum;
        return product / sum;
    }

    """

  private static let precedesText = """
    /* Where a value stands in the order in which what the shares leave of 256 is given away. */
    typedef struct {
        uint32_t remainder, distance;
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
    /* How far a logit lies below the largest. */
    static uint16_t NAME_distance(int16_t largest, int16_t logit)
    {
        return (uint16_t)((int32_t)largest - logit);
    }

    /* Softmax in place: shares of 256 that sum to 256, by the largest remainders. `best` is the index of the largest. */
    static void NAME_softmax(int16_t *values, INDEX count, INDEX best)
    {
        const int16_t largest = values[best];
        uint32_t sum = 65536u, remainder; /* The largest has exp(0). */
        int32_t left = 256;
        INDEX index;
        /* The last one that gets one more: at first nobody. */
        NAME_place last = {UINT32_MAX, 0, -1}, place;
        for (index = 0; index < count; index++)
            if (index != best)
                sum += NAME_exponential(NAME_distance(largest, values[index]));
        for (index = 0; index < count; index++)
            left -= (int32_t)NAME_share(NAME_distance(largest, values[index]), sum, &remainder);
        for (; left > 0; left--) {
            NAME_place next = {0, UINT32_MAX, 0};
            for (index = 0; index < count; index++) {
                const uint16_t distance = NAME_distance(largest, values[index]);
                (void)NAME_share(distance, sum, &place.remainder);
                place.distance = distance;
                place.index = index;
                if (NAME_precedes(&last, &place) && NAME_precedes(&place, &next))
                    next = place;
            }
            last = next;
        }
        for (index = 0; index < count; index++) {
            const uint16_t distance = NAME_distance(largest, values[index]);
            const uint32_t share = NAME_share(distance, sum, &place.remainder);
            place.distance = distance;
            place.index = index;
            values[index] = (int16_t)(share + (NAME_precedes(&last, &place) ? 0u : 1u));
        }
    }

    """
}

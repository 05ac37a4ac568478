extension Helper {
  var answerText: String? {
    switch self {
    case .indexOfLargest:
      """
      /* The lowest index of a largest value. */
      static INDEX NAME_index_of_largest(const int16_t *values, INDEX count)
      {
          INDEX best = 0, index;
          for (index = 1; index < count; index++)
              if (values[index] > values[best])
                  best = index;
          return best;
      }

      """
    case .indexOfSmallest:
      """
      /* The lowest index of a smallest value. */
      static INDEX NAME_index_of_smallest(const int16_t *values, INDEX count)
      {
          INDEX best = 0, index;
          for (index = 1; index < count; index++)
              if (values[index] < values[best])
                  best = index;
          return best;
      }

      """
    case .countReached:
      """
      /* How many values reach a threshold in sixteenths of an ulp. */
      static INDEX NAME_count_reached(const int16_t *values, INDEX count, int32_t threshold)
      {
          INDEX reached = 0, index;
          for (index = 0; index < count; index++)
              if ((int32_t)16 * values[index] >= threshold)
                  reached++;
          return reached;
      }

      """
    default: nil
    }
  }
}

public import Conformance
public import Datasets
public import FloatNetwork
import Quantization

extension Checkpoint {
  /// The shape of a sample as the network takes it.
  public var sampleShape: SampleShape { SampleShape(network.inputShape) }

  /// The name under which an import records the order of channels that the model's own file has.
  public static let channelOrderNote = "channel_order"
  /// The order of channels that the model's own file has; nil where nothing says it.
  public var channelOrder: ChannelOrder? {
    notes[Self.channelOrderNote].flatMap(ChannelOrder.init)
  }
}

extension FixedPointModel {
  /// The shape of a sample as the model takes it.
  public var sampleShape: SampleShape { SampleShape(network.inputShape) }
}

extension SampleShape {
  /// That of a tensor.
  fileprivate init(_ shape: TensorShape) {
    self.init(height: shape.height, width: shape.width, channels: shape.channels)
  }
}

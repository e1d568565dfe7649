// The umbrella: `import Headroom` is all an application needs.
@_exported import Attention
@_exported import Autoscaling
@_exported import Dense
@_exported import Forecasting
@_exported import ModelStore
@_exported import Recurrent
@_exported import Replay
@_exported import Statistical
@_exported import Synthesis
@_exported import Tensors
@_exported import Traces
@_exported import Trees
@_exported import Workloads

/* What emlearn made of the network, for Tools/benchmarks/generators/compare. */
void emlearn_model_run(const float *input, float *output);

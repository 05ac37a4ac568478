/* A network of the same size in FANN's fixed point, for Tools/benchmarks/generators/compare. */
void fann_model_setup(void);
void fann_model_run(int *input, int *output);

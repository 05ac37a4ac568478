// torch.cpp - PyTorch by the tightest of its interfaces, the functions of ATen, for Tools/bench-inference
//
// The model is a file of floats: the number of layers' sizes, the sizes, then each layer's weights, a row a unit, and
// biases.
#include "peer.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <cstdio>
#include <vector>

namespace {

struct State {
  const peer_task *task;
  std::vector<at::Tensor> weights, biases;
  at::Tensor input, output;
};

std::vector<float> readFloats(const char *path) {
  std::vector<float> numbers;
  if (FILE *file = std::fopen(path, "rb")) {
    float number;
    while (std::fread(&number, sizeof number, 1, file) == 1)
      numbers.push_back(number);
    std::fclose(file);
  }
  return numbers;
}

}  // namespace

const int peer_threading = PEER_OWN_THREADS;

void *peer_open(const peer_task *task) {
  const std::vector<float> numbers = readFloats(task->model);
  if (numbers.empty()) {
    std::fprintf(stderr, "cannot read %s\n", task->model);
    return nullptr;
  }
  c10::InferenceMode guard;
  at::set_num_threads(static_cast<int>(task->threads));
  State *self = new State{task, {}, {}, {}, {}};
  const size_t sizes = static_cast<size_t>(numbers[0]);
  const float *next = numbers.data() + 1 + sizes;
  for (size_t index = 0; index + 1 < sizes; index++) {
    const int64_t from = static_cast<int64_t>(numbers[1 + index]), to = static_cast<int64_t>(numbers[2 + index]);
    self->weights.push_back(at::from_blob(const_cast<float *>(next), {to, from}).clone());
    next += to * from;
    self->biases.push_back(at::from_blob(const_cast<float *>(next), {to}).clone());
    next += to;
  }
  self->input = at::from_blob(const_cast<float *>(task->inputs), {task->batch, task->input_count}).clone();
  return self;
}

int peer_run(void *opened, uint32_t, uint32_t, uint32_t) {
  State *self = static_cast<State *>(opened);
  c10::InferenceMode guard;
  if (at::get_num_threads() != static_cast<int>(self->task->threads))
    at::set_num_threads(static_cast<int>(self->task->threads));
  at::Tensor values = self->input;
  for (size_t index = 0; index < self->weights.size(); index++) {
    values = at::linear(values, self->weights[index], self->biases[index]);
    if (index + 1 < self->weights.size())
      at::relu_(values);
  }
  self->output = at::softmax(values, 1);
  return 0;
}

void peer_outputs(const void *opened, float *outputs) {
  const State *self = static_cast<const State *>(opened);
  const at::Tensor flat = self->output.contiguous();
  std::copy(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel(), outputs);
}

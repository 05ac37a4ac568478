/*
 * onnxruntime.c - onnxruntime by its C interface, for Tools/bench-inference
 *
 * The wheel of PyPI holds the shared library and no header, so the few functions that are needed are named here by
 * their places in the table OrtApi, to whose end alone functions are added. Inputs and outputs are tensors of our own
 * memory, made once: a run neither copies nor allocates them. The environment variable BENCH_ONNXRUNTIME is the path
 * of the library.
 */
#include "peer.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct status status;
typedef void function(void);

/* Places in OrtApi, of version 1 of the interface. */
enum {
    GET_ERROR_MESSAGE = 2,
    CREATE_ENV = 3,
    CREATE_SESSION = 7,
    RUN = 9,
    CREATE_SESSION_OPTIONS = 10,
    SET_EXECUTION_MODE = 13,
    SET_OPTIMIZATION_LEVEL = 23,
    SET_INTRA_OP_THREADS = 24,
    SET_INTER_OP_THREADS = 25,
    SESSION_GET_INPUT_NAME = 36,
    SESSION_GET_OUTPUT_NAME = 37,
    CREATE_TENSOR_WITH_DATA = 49,
    GET_DIMENSIONS_COUNT = 61,
    GET_DIMENSIONS = 62,
    CAST_TYPE_TO_TENSOR = 55,
    SESSION_GET_INPUT_TYPE = 33,
    CREATE_CPU_MEMORY_INFO = 69,
    GET_ALLOCATOR = 78
};
enum { VERSION = 1, LEVEL_WARNING = 2, OPTIMIZE_ALL = 99, SEQUENTIAL = 0, TYPE_FLOAT = 1, ARENA = 1, DEFAULT = 0,
       MOST_DIMENSIONS = 8 };

typedef struct {
    function *const *(*get_api)(uint32_t version);
    const char *(*get_version)(void);
} api_base;

typedef status *create_env(int level, const char *name, void **env);
typedef status *create_session(void *env, const char *path, void *options, void **session);
typedef status *create_options(void **options);
typedef status *set_number(void *options, int number);
typedef status *get_allocator(void **allocator);
typedef status *get_name(void *session, size_t index, void *allocator, char **name);
typedef status *get_type(void *session, size_t index, void **type);
typedef status *cast_type(const void *type, const void **tensor);
typedef status *get_count(const void *tensor, size_t *count);
typedef status *get_dimensions(const void *tensor, int64_t *dimensions, size_t count);
typedef status *create_memory_info(int allocator, int memory, void **info);
typedef status *create_tensor(void *info, void *data, size_t bytes, const int64_t *shape, size_t rank, int type,
                              void **value);
typedef status *run(void *session, const void *options, const char *const *names, const void *const *values,
                    size_t count, const char *const *output_names, size_t output_count, void **outputs);
typedef const char *get_message(const status *failure);

typedef struct {
    const peer_task *task;
    run *run;
    void *session;
    char *input_name, *output_name;
    void *input, *output;
    float *inputs, *outputs;
} state;

const int peer_threading = PEER_OWN_THREADS;

static function *const *api;

/* Whether a call failed; says why. */
static int failed(status *result)
{
    if (result != NULL)
        fprintf(stderr, "onnxruntime: %s\n", ((get_message *)api[GET_ERROR_MESSAGE])(result));
    return result != NULL;
}

static int load(void)
{
    const char *path = getenv("BENCH_ONNXRUNTIME");
    const api_base *(*get_base)(void);
    void *library = path != NULL ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    void *symbol = library != NULL ? dlsym(library, "OrtGetApiBase") : NULL;
    if (symbol == NULL) {
        fprintf(stderr, "onnxruntime: %s\n", path == NULL ? "BENCH_ONNXRUNTIME is not set" : dlerror());
        return 0;
    }
    /* C has no conversion of a pointer to data to one to a function; POSIX says that they look the same. */
    memcpy(&get_base, &symbol, sizeof get_base);
    api = get_base()->get_api(VERSION);
    return api != NULL;
}

static int make_session(state *self, uint32_t threads)
{
    void *env, *options;
    return !failed(((create_env *)api[CREATE_ENV])(LEVEL_WARNING, "bench", &env))
        && !failed(((create_options *)api[CREATE_SESSION_OPTIONS])(&options))
        && !failed(((set_number *)api[SET_EXECUTION_MODE])(options, SEQUENTIAL))
        && !failed(((set_number *)api[SET_OPTIMIZATION_LEVEL])(options, OPTIMIZE_ALL))
        && !failed(((set_number *)api[SET_INTRA_OP_THREADS])(options, (int)threads))
        && !failed(((set_number *)api[SET_INTER_OP_THREADS])(options, 1))
        && !failed(((create_session *)api[CREATE_SESSION])(env, self->task->model, options, &self->session));
}

static int make_tensors(state *self)
{
    const peer_task *task = self->task;
    const size_t input_bytes = sizeof(float) * task->batch * task->input_count;
    const size_t output_bytes = sizeof(float) * task->batch * task->output_count;
    int64_t shape[MOST_DIMENSIONS], output_shape[2];
    void *allocator, *type, *info;
    const void *tensor;
    size_t rank;
    if (failed(((get_allocator *)api[GET_ALLOCATOR])(&allocator))
        || failed(((get_name *)api[SESSION_GET_INPUT_NAME])(self->session, 0, allocator, &self->input_name))
        || failed(((get_name *)api[SESSION_GET_OUTPUT_NAME])(self->session, 0, allocator, &self->output_name))
        || failed(((get_type *)api[SESSION_GET_INPUT_TYPE])(self->session, 0, &type))
        || failed(((cast_type *)api[CAST_TYPE_TO_TENSOR])(type, &tensor))
        || failed(((get_count *)api[GET_DIMENSIONS_COUNT])(tensor, &rank)) || rank > MOST_DIMENSIONS
        || failed(((get_dimensions *)api[GET_DIMENSIONS])(tensor, shape, rank))
        || failed(((create_memory_info *)api[CREATE_CPU_MEMORY_INFO])(ARENA, DEFAULT, &info)))
        return 0;
    shape[0] = task->batch;
    output_shape[0] = task->batch;
    output_shape[1] = task->output_count;
    self->inputs = malloc(input_bytes);
    self->outputs = malloc(output_bytes);
    if (self->inputs == NULL || self->outputs == NULL)
        return 0;
    memcpy(self->inputs, task->inputs, input_bytes);
    return !failed(((create_tensor *)api[CREATE_TENSOR_WITH_DATA])(info, self->inputs, input_bytes, shape, rank,
                                                                   TYPE_FLOAT, &self->input))
        && !failed(((create_tensor *)api[CREATE_TENSOR_WITH_DATA])(info, self->outputs, output_bytes, output_shape, 2,
                                                                   TYPE_FLOAT, &self->output));
}

void *peer_open(const peer_task *task)
{
    state *self = calloc(1, sizeof *self);
    if (self == NULL || (api == NULL && !load()))
        return NULL;
    self->task = task;
    self->run = (run *)api[RUN];
    return make_session(self, task->threads) && make_tensors(self) ? self : NULL;
}

int peer_run(void *opened, uint32_t thread, uint32_t first, uint32_t count)
{
    state *self = opened;
    const char *input_name = self->input_name, *output_name = self->output_name;
    const void *input = self->input;
    (void)thread;
    (void)first;
    (void)count;
    return failed(self->run(self->session, NULL, &input_name, &input, 1, &output_name, 1, &self->output));
}

void peer_outputs(const void *opened, float *outputs)
{
    const state *self = opened;
    memcpy(outputs, self->outputs, sizeof *outputs * self->task->batch * self->task->output_count);
}

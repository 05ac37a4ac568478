#include "CPage.h"

// #embed is C23; clang takes it in every C standard and warns only about the standard.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t scripts[] = {
#embed "page/bytes.js" suffix(,)
#embed "page/elements.js" suffix(,)
#embed "page/image.js" suffix(,)
#embed "page/runtime.js" suffix(,)
#embed "page/functions.js" suffix(,)
#embed "page/float.js" suffix(,)
#embed "page/models.js" suffix(,)
#embed "page/pad.js" suffix(,)
#embed "page/inputs.js" suffix(,)
#embed "page/answer.js" suffix(,)
#embed "page/layers.js" suffix(,)
#embed "page/costs.js" suffix(,)
#embed "page/exchange.js" suffix(,)
#embed "page/tables.js" suffix(,)
#embed "page/page.js"
};

static const uint8_t styles[] = {
#embed "page/styles.css"
};

static const uint8_t runtime[] = {
#embed "page/halfword.wasm"
};

const uint8_t *const cpage_scripts = scripts;
const size_t cpage_scripts_size = sizeof scripts;

const uint8_t *const cpage_styles = styles;
const size_t cpage_styles_size = sizeof styles;

const uint8_t *const cpage_runtime = runtime;
const size_t cpage_runtime_size = sizeof runtime;

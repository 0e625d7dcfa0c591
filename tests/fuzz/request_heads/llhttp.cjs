// SPDX-FileCopyrightText: muster contributors
// SPDX-License-Identifier: BSD-3-Clause

// Says of each line of hexadecimal digits what llhttp makes of these bytes, as verdicts.cpp does.
// llhttp is what undici has of it: built by its authors, strict as Node has it.
//
//     node llhttp.cjs FOLDER_OF_UNDICI < heads

"use strict";
const { readFileSync } = require("node:fs");

const REQUEST = 1;
const PAUSED = 21;

const wasm = require(`${process.argv[2]}/lib/llhttp/llhttp-wasm.js`);
const module_ = new WebAssembly.Module(wasm);

let ended = false;
const ignore = () => 0;
const { exports: llhttp } = new WebAssembly.Instance(module_, {
  env: {
    wasm_on_url: ignore,
    wasm_on_status: ignore,
    wasm_on_message_begin: ignore,
    wasm_on_header_field: ignore,
    wasm_on_header_value: ignore,
    // The head is over: nothing is read behind it.
    wasm_on_headers_complete: () => {
      ended = true;
      return PAUSED;
    },
    wasm_on_body: ignore,
    wasm_on_message_complete: ignore,
  },
});

function verdict(bytes) {
  const parser = llhttp.llhttp_alloc(REQUEST);
  const at = llhttp.malloc(bytes.length || 1);
  new Uint8Array(llhttp.memory.buffer, at, bytes.length).set(bytes);
  ended = false;
  const error = llhttp.llhttp_execute(parser, at, bytes.length);
  // Where it paused is behind the line feed that ends the head.
  const size = llhttp.llhttp_get_error_pos(parser) - at;
  llhttp.free(at);
  llhttp.llhttp_free(parser);
  if (ended) {
    return `accepted ${size}`;
  }
  return error === 0 ? "incomplete" : "refused";
}

for (const line of readFileSync(0, "ascii").split("\n").slice(0, -1)) {
  console.log(verdict(Buffer.from(line, "hex")));
}

// Loaded into Jest's processes before all else (`npm test` says so). Jest gives each test file modules of its own, so that V8 would compile
// the same thousands of files anew for each of hundreds of test files: here it is given what it made of a text before. V8's own table of
// what it compiled (`--no-compilation-cache` leaves it out) finds nothing of another context, and is looked through at every file.

import vm from "node:vm";

const { SourceTextModule } = vm;
/** By the module's identifier. */
const compiled = new Map();

vm.SourceTextModule = class extends SourceTextModule {
  constructor(code, options) {
    const kept = compiled.get(options.identifier);
    if (kept?.code === code) {
      super(code, { ...options, cachedData: kept.data });
    } else {
      super(code, options);
      compiled.set(options.identifier, { code, data: this.createCachedData() });
    }
  }
};

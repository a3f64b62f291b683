// Loaded into Jest's processes before all else (`npm test` says so). Jest gives each test file modules of its own, so that V8 would compile
// the same thousands of files anew for each of hundreds of test files: here it is given what it made of a text before.

import vm from "node:vm";

const { Script, SourceTextModule } = vm;
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

/** Of CommonJS, by the file's name. A script that has run knows which of its functions were called, and gives those as well. */
const scripts = new Map();

vm.compileFunction = (code, parameters, { filename, importModuleDynamically, parsingContext }) => {
  const kept = scripts.get(filename);
  const cachedData = kept?.code === code ? (kept.cachedData ?? kept.script.createCachedData()) : undefined;
  const head = `(function (${parameters.join(", ")}) {`;
  const script = new Script(`${head}${code}\n})`, {
    ...{ filename, importModuleDynamically, columnOffset: -head.length },
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  scripts.set(filename, cachedData === undefined ? { code, script } : { code, cachedData });
  return script.runInContext(parsingContext);
};

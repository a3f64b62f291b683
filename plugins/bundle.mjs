// Bundles each function's TypeScript handler into one self-contained ES module, dist/functions/<name>.mjs, and lets the
// framework zip just that file and its source map. `serverless package` is reproducible: the same sources give the same
// template.

import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const outputFolder = "dist/functions";

// Some dependencies (the X-Ray SDK) are CommonJS and call require, which an ES module does not have.
const requireForCommonJs =
  "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";

// Renamed into place, so that a region that runs these bundles never reads half a file; and left alone where it is the same, because
// whoever zips a file that is made anew meanwhile refuses it.
async function writeBundles(outputFiles) {
  await Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      const former = await readFile(path).catch(() => undefined);
      if (former?.equals(contents)) return;
      const unfinished = `${path}.${process.pid}`;
      await writeFile(unfinished, contents);
      await rename(unfinished, path);
    }),
  );
}

function digestOf(outputFiles) {
  const hash = createHash("sha256");
  for (const { contents } of outputFiles) hash.update(contents);
  return hash.digest("hex");
}

/** A plugin is a class the framework constructs, by its default export. */
export default class Bundle {
  #serverless;
  #digest;

  constructor(serverless) {
    this.#serverless = serverless;
    // Framework v4 bundles by itself unless `build.esbuild` is false; osls does not know the property.
    serverless.configSchemaHandler.defineTopLevelProperty("build", { type: "object" });
    const bundle = () => this.#bundle();
    this.hooks = {
      "before:package:createDeploymentArtifacts": bundle,
      "before:deploy:function:packageFunction": bundle,
      "before:invoke:local:invoke": bundle,
      "after:package:createDeploymentArtifacts": () => this.#nameArtifactsByContent(),
    };
  }

  async #bundle() {
    const functions = Object.entries(this.#serverless.service.functions);
    const serviceDir = this.#serverless.serviceDir;
    await mkdir(`${serviceDir}/${outputFolder}`, { recursive: true });
    const { outputFiles } = await build({
      absWorkingDir: serviceDir,
      entryPoints: Object.fromEntries(
        functions.map(([name, { handler }]) => [name, handler.replace(/\.[^.]+$/, ".ts")]),
      ),
      outdir: outputFolder,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      minify: true,
      keepNames: true, // Error names reach a state machine's Retry and Catch.
      platform: "node",
      target: "node24",
      format: "esm",
      mainFields: ["module", "main"],
      legalComments: "none",
      // Stack traces name the handlers' own lines (NODE_OPTIONS says so); the sources themselves stay at home.
      sourcemap: "linked",
      sourcesContent: false,
      banner: { js: requireForCommonJs },
      write: false,
    });
    await writeBundles(outputFiles);
    this.#digest = digestOf(outputFiles);
    for (const [name, definition] of functions) {
      definition.handler = `${outputFolder}/${name}.${definition.handler.split(".").pop()}`;
      const files = [`${outputFolder}/${name}.mjs`, `${outputFolder}/${name}.mjs.map`];
      definition.package = { individually: true, patterns: ["!**", ...files] };
    }
  }

  // The framework names the folder of a deployment's artifacts in S3 by the time of day, which is all that makes two
  // templates of the same sources differ. For `package` the time is derived from the content instead: changed code
  // gets a changed key, so CloudFormation sees it. A `deploy` keeps the clock, by which the framework orders
  // deployments when it rolls back or clears old ones.
  #nameArtifactsByContent() {
    if (this.#serverless.processedInput.commands[0] !== "package") return;
    const provider = this.#serverless.getProvider("aws");
    const { service } = this.#serverless;
    const timeMs = Number.parseInt(this.#digest.slice(0, 10), 16);
    const folder = `${provider.getDeploymentPrefix()}/${service.service}/${provider.getStage()}`;
    service.package.artifactDirectoryName = `${folder}/${timeMs}-${new Date(timeMs).toISOString()}`;
  }
}

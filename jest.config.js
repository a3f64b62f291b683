import { join } from "node:path";

// The processes that tests start load the same thousand files each time: Node keeps them compiled.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "node_modules/.cache/compiled");

export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  // The large sets have scripts of their own: `npm run test:commands` (what a user has: the command line, the package, the examples, the AWS CLI and boto3), `test:faults`,
  // `test:damage`, `test:service` (the weather service, packaged and deployed, too), `test:browser`, `test:tools`, `test:bench` and `test:client-library`.
  testPathIgnorePatterns: [
    "/node_modules/",
    "<rootDir>/test/(?:e2e|examples|bench|faults|damage|browser|deploy-tools|client-library)/",
    // Packaged, deployed and run whole.
    "<rootDir>/test/service/(?:releases|scales|template|watching|workflows).test.ts",
  ],
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  // Nothing waits for so long on purpose; a machine that others use may.
  testTimeout: 120_000,
  // By itself Jest leaves a core free, and on two cores runs all in one process.
  maxWorkers: 2,
  workerIdleMemoryLimit: "1GB",
  // A process that has nothing open any more still gives back its memory, which takes a busy machine longer than the usual half a second.
  workerGracefulExitTimeout: 10_000,
  reporters: ["default", "<rootDir>/test/support/plain-count-reporter.js"],
};

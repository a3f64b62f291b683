export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  reporters: ["default", "summary", "<rootDir>/test/support/plain-count-reporter.js"],
};

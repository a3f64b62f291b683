export default {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  extensionsToTreatAsEsm: [".ts"],
  transform: {},
  reporters: ["default", "<rootDir>/test/support/plain-count-reporter.js"],
};

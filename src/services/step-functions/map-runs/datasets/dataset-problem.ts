/** What is wrong with a dataset, or with where results are to go: the cause of the Map Run's failure. */
export class DatasetProblem extends Error {
  override readonly name = "DatasetProblem";
}

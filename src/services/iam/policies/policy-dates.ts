// What IAM takes for a date in a condition: of ISO 8601 what its profile of the W3C has, or seconds since the epoch.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
// https://www.w3.org/TR/NOTE-datetime

const day = /-(?:0?[1-9]|[12]\d|3[01])/;
const month = /-(?:0?[1-9]|1[0-2])/;
const time = /\d{1,2}(?::\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:z|[+-]\d{2}(?::\d{2})?)?/;
const isoDate = new RegExp(`^\\d+(?:${month.source}(?:${day.source})?)?(?:t(?:${time.source})?)?$`, "i");
const mostSeconds = 2n ** 63n - 1n;

export function isDate(text: string): boolean {
  if (/^-?\d+$/.test(text)) return BigInt(text) <= mostSeconds;
  return isoDate.test(text);
}

"""The Glue job `summarise-day`: rolls a day's findings up into one object of JSON.

A Python shell job, started by the workflow summarise-day with --day, --findings_table, --bucket and --key. On a machine of one's own
jobs/summarise-day.ts does the same.
"""

import argparse
import json


def summarise(findings, day):
    """Counts the day's findings by severity, condition and station; those of other days are passed over."""
    summary = {"day": day, "findings": 0, "bySeverity": {}, "byCondition": {}, "byStation": {}}
    for finding in findings:
        if not finding["observedAt"].startswith(day):
            continue
        summary["findings"] += 1
        for tally, member in (("bySeverity", "severity"), ("byCondition", "condition"), ("byStation", "stationId")):
            name = finding[member]
            summary[tally][name] = summary[tally].get(name, 0) + 1
    return summary


def findings_of(table, day):
    """The table's items of the day, page by page."""
    from boto3.dynamodb.conditions import Attr

    request = {"FilterExpression": Attr("observedAt").begins_with(day)}
    while True:
        page = table.scan(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def main():
    import boto3

    parser = argparse.ArgumentParser()
    for name in ("--day", "--findings_table", "--bucket", "--key"):
        parser.add_argument(name, required=True)
    # Glue adds arguments of its own.
    given, _ = parser.parse_known_args()
    table = boto3.resource("dynamodb").Table(given.findings_table)
    summary = summarise(findings_of(table, given.day), given.day)
    body = json.dumps(summary).encode()
    boto3.client("s3").put_object(Bucket=given.bucket, Key=given.key, Body=body, ContentType="application/json")


if __name__ == "__main__":
    main()

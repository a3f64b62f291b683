// What Firehose refuses of a destination that is well formed, and what of AWS's this region does not have, by name.

import { isLoopback } from "../../../http-client/loopback.ts";
import { checkPrefixes } from "../delivery/prefix.ts";
import { calendarOf } from "../delivery/time-pattern.ts";
import { compileProcessing } from "../processing/compile-processing.ts";
import { invalidArgument, notHere } from "../refusals.ts";
import type { Destination } from "./delivery-stream.ts";
import {
  type ExtendedS3Destination,
  type HttpDestination,
  otherDestinations,
  type S3Destination,
} from "./destination-shapes.ts";

/** Throws InvalidArgumentException for one that AWS has and this region has not. */
export function refuseOthers(
  request: object,
  suffix: "DestinationConfiguration" | "DestinationUpdate",
): void {
  for (const [name, called] of Object.entries(otherDestinations))
    if (Object.hasOwn(request, `${name}${suffix}`))
      throw notHere(
        `${called} (${name}${suffix}): a delivery stream leads to a bucket or to an HTTP endpoint of this machine`,
      );
}

/** Throws InvalidArgumentException. */
export function checkDestination(destination: Destination): void {
  if (destination.type === "S3") checkExtended(destination.settings);
  else checkEndpoint(destination.settings);
  compileProcessing(destination.settings.ProcessingConfiguration);
}

function checkExtended(settings: ExtendedS3Destination): void {
  const { DynamicPartitioningConfiguration, ProcessingConfiguration, CustomTimeZone = "" } = settings;
  const isPartitioned = DynamicPartitioningConfiguration?.Enabled === true;
  checkBucket(settings, isPartitioned);
  if (settings.DataFormatConversionConfiguration?.Enabled === true)
    throw notHere(
      "DataFormatConversionConfiguration, which makes Parquet and ORC of records by a table of Glue",
    );
  if (CustomTimeZone !== "" && calendarOf(CustomTimeZone) === undefined)
    throw invalidArgument(`CustomTimeZone ${CustomTimeZone} is not a supported time zone`);
  if (settings.S3BackupMode === "Enabled") {
    if (settings.S3BackupConfiguration === undefined)
      throw invalidArgument("S3BackupConfiguration must be specified when S3BackupMode is Enabled");
    checkBucket(settings.S3BackupConfiguration, false);
  }
  if (!isPartitioned) return;
  if ((settings.BufferingHints?.SizeInMBs ?? leastPartitionedMegabytes) < leastPartitionedMegabytes)
    throw invalidArgument(
      `BufferingHints.SizeInMBs must be at least ${leastPartitionedMegabytes} when Dynamic Partitioning is enabled.`,
    );
  if (compileProcessing(ProcessingConfiguration)?.lambda === undefined)
    throw invalidArgument("Dynamic Partitioning from Lambda needs the processor Lambda");
}

const leastPartitionedMegabytes = 64;

function checkBucket(settings: S3Destination, isPartitioned: boolean): void {
  const { CompressionFormat: format = "UNCOMPRESSED" } = settings;
  if (format === "Snappy" || format === "HADOOP_SNAPPY")
    throw notHere(`the compression ${format}: expected UNCOMPRESSED, GZIP or ZIP`);
  checkPrefixes(settings, isPartitioned);
}

function checkEndpoint(settings: HttpDestination): void {
  const { Url } = settings.EndpointConfiguration;
  if (!URL.canParse(Url) || !/^https?:$/.test(new URL(Url).protocol))
    throw invalidArgument("EndpointConfiguration.Url must be a URL of HTTP or HTTPS");
  if (!isLoopback(new URL(Url)))
    throw invalidArgument(
      `The local region only sends to HTTP endpoints of this machine, and ${new URL(Url).host} is none`,
    );
  if (settings.SecretsManagerConfiguration?.Enabled === true)
    throw notHere("SecretsManagerConfiguration: the access key is given in EndpointConfiguration");
  checkBucket(settings.S3Configuration, false);
}

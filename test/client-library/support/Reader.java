// A worker of an application of AWS's Kinesis Client Library: prints what it is handed, one line each, until its input ends.
// Arguments: the region's endpoint, the stream, which the application is called after, and `polling` or `fan-out`.

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

public class Reader {
  static class Processor implements ShardRecordProcessor {
    private String shard;

    @Override
    public void initialize(InitializationInput input) {
      shard = input.shardId();
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
      for (KinesisClientRecord record : input.records())
        System.out.println("RECORD " + shard + " " + record.partitionKey() + " " + StandardCharsets.UTF_8.decode(record.data()));
      if (!input.records().isEmpty()) checkpoint(input.checkpointer());
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
      System.out.println("LOST " + shard);
    }

    @Override
    public void shardEnded(ShardEndedInput input) {
      checkpoint(input.checkpointer());
      System.out.println("END " + shard);
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
      checkpoint(input.checkpointer());
    }

    private void checkpoint(RecordProcessorCheckpointer checkpointer) {
      try {
        checkpointer.checkpoint();
      } catch (InvalidStateException | ShutdownException problem) {
        System.out.println("FAULT " + problem);
      }
    }
  }

  /** Waits for a machine that others use as well. */
  private static NettyNioAsyncHttpClient.Builder patient() {
    Duration patience = Duration.ofMinutes(2);
    return NettyNioAsyncHttpClient.builder().connectionAcquisitionTimeout(patience).connectionTimeout(patience).readTimeout(patience);
  }

  public static void main(String[] arguments) throws Exception {
    URI endpoint = URI.create(arguments[0]);
    String stream = arguments[1];
    boolean isFanOut = arguments[2].equals("fan-out");
    String application = "reader-of-" + stream;
    var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    var http = patient().protocol(isFanOut ? Protocol.HTTP2 : Protocol.HTTP1_1);
    var kinesis = KinesisAsyncClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1)
        .credentialsProvider(credentials).httpClientBuilder(http).build();
    var dynamo = DynamoDbAsyncClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1)
        .credentialsProvider(credentials).httpClientBuilder(patient()).build();
    var cloudWatch = CloudWatchAsyncClient.builder().endpointOverride(endpoint).region(Region.US_EAST_1)
        .credentialsProvider(credentials).httpClientBuilder(patient()).build();
    var configs = new ConfigsBuilder(stream, application, kinesis, dynamo, cloudWatch,
        UUID.randomUUID().toString(), Processor::new);
    var start = InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
    var retrieval = configs.retrievalConfig().initialPositionInStreamExtended(start)
        .retrievalSpecificConfig(isFanOut
            ? new FanOutConfig(kinesis).streamName(stream).applicationName(application)
            : new PollingConfig(stream, kinesis));
    var scheduler = new Scheduler(configs.checkpointConfig(),
        configs.coordinatorConfig().parentShardPollIntervalMillis(1000).shardConsumerDispatchPollIntervalMillis(200),
        configs.leaseManagementConfig().leasesRecoveryAuditorExecutionFrequencyMillis(4000).failoverTimeMillis(4000),
        configs.lifecycleConfig(), configs.metricsConfig(), configs.processorConfig(), retrieval);
    Thread reading = new Thread(scheduler);
    reading.setDaemon(true);
    reading.start();
    new Scanner(System.in).hasNextLine();
    scheduler.startGracefulShutdown().get(60, TimeUnit.SECONDS);
    System.exit(0);
  }
}

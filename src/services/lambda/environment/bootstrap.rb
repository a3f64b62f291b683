# The Ruby process of one execution environment: it loads the handler once, then answers one invocation at a time.
#
# It speaks the frames of frames.ts on file 3 and the log records of log-record.ts on file 4, and needs nothing but the standard library.
# Errors are told as Lambda's own Ruby runtime tells them: Function<…> of a handler, Init<…> of what is loaded, Runtime<…> of a response.

require "json"
require "logger"
require "monitor"
require "socket"
require "stringio"

module MillraceEnvironment
  EVENT = 0
  RAW = 1
  LONGEST_MESSAGE = 1024 * 1024
  LARGEST_RESPONSE = 6_291_556
  LONGEST_TRACE = 100
  IS_JSON = ENV["AWS_LAMBDA_LOG_FORMAT"].to_s.upcase == "JSON"

  class << self
    attr_accessor :request_id, :given

    def json(value)
      JSON.generate(value)
    end

    def milliseconds
      Process.clock_gettime(Process::CLOCK_REALTIME, :float_millisecond)
    end
  end

  # What is printed, at once: it has to be there whatever becomes of the process.
  module Log
    @file = IO.for_fd(4, "wb", autoclose: false)
    @file.sync = true
    @bytes = 0
    @turn = Monitor.new

    class << self
      attr_reader :bytes

      def event(text)
        record(EVENT, text.b[0, LONGEST_MESSAGE])
      end

      def raw(text)
        bytes = text.to_s.b
        (0...bytes.bytesize).step(LONGEST_MESSAGE) { |at| record(RAW, bytes.byteslice(at, LONGEST_MESSAGE)) }
        bytes.bytesize
      end

      private

      def record(kind, data)
        whole = [data.bytesize, kind, MillraceEnvironment.milliseconds].pack("VCE") + data
        @turn.synchronize do
          @file.write(whole)
          @bytes += whole.bytesize
        end
      rescue IOError, SystemCallError
        # The handler has closed the file; nothing can be told any more.
      end
    end
  end

  # `puts` and its like go through it, and so does a logger.
  module Printing
    def write(*texts)
      texts.sum { |text| Log.raw(text) }
    end
  end

  class TextFormatter < Logger::Formatter
    def call(severity, time, name, message)
      stamp = time.strftime("%Y-%m-%dT%H:%M:%S.%6N")
      text = msg2str(message)
      format("%s, [%s #%d] %5s %s -- %s: %s\n", severity[0], stamp, Process.pid, severity, MillraceEnvironment.request_id, name, text)
    end
  end

  class JsonFormatter < Logger::Formatter
    def call(severity, time, name, message)
      line = { timestamp: time.getutc.strftime("%Y-%m-%dT%H:%M:%S.%6NZ"), level: severity }
      line[:message] = message.is_a?(Exception) ? message.message : msg2str(message)
      line[:requestId] = MillraceEnvironment.request_id
      line[:logger] = name unless name.nil?
      if message.is_a?(Exception)
        line.update(errorType: message.class.name, errorMessage: message.message, stackTrace: message.backtrace || [])
      end
      "#{MillraceEnvironment.json(line.compact)}\n"
    end
  end

  # A logger that prints writes as Lambda's do, unless it is told how.
  module Logging
    LEVELS = { "TRACE" => "DEBUG" }.freeze

    def initialize(device = nil, *rest, **options)
      if [$stdout, $stderr].include?(device)
        options[:formatter] ||= IS_JSON ? JsonFormatter.new : TextFormatter.new
        level = ENV["AWS_LAMBDA_LOG_LEVEL"].to_s.upcase
        options[:level] ||= LEVELS.fetch(level, level) if IS_JSON && level != ""
      end
      super(device, *rest, **options)
    end
  end

  # Frames, as in frames.ts.
  class Channel
    def initialize
      @socket = UNIXSocket.for_fd(3)
      @socket.autoclose = false
    end

    def send(head, body = "")
      @socket.write([4 + head.bytesize + body.bytesize, head.bytesize].pack("VV") + head.b + body.b)
      @socket.flush
    end

    # The next invocation: what else is said needs no answer.
    def receive
      loop do
        length, head_length = read(8).unpack("VV")
        head = read(head_length).force_encoding("UTF-8")
        body = read(length - 4 - head_length).force_encoding("UTF-8")
        return [invocation_of(head[1..]), body] if head.start_with?("i")
      end
    end

    private

    # As frame-headers.ts describes it.
    def invocation_of(head)
      invoked, remaining, arn, further, trace = head.split("\n", 5)
      told = { "requestId" => invoked, "remainingMs" => remaining.to_f, "functionArn" => arn, "traceHeader" => trace }
      further.empty? ? told : told.merge(JSON.parse(further))
    end

    # Ends the process at the end of the region.
    def read(count)
      return +"" if count.zero?

      bytes = @socket.read(count)
      exit!(0) if bytes.nil? || bytes.bytesize < count
      bytes
    end
  end

  class Context
    attr_reader :aws_request_id, :invoked_function_arn, :deadline_ms, :tenant_id, :identity, :client_context, :function_name,
                :function_version, :memory_limit_in_mb, :log_group_name, :log_stream_name

    def initialize(header)
      @aws_request_id = header["requestId"]
      @invoked_function_arn = header["functionArn"]
      @deadline_ms = (MillraceEnvironment.milliseconds + header["remainingMs"]).to_i
      @identity = header["identity"]
      @tenant_id = header["tenantId"]
      @client_context = header["clientContext"] && JSON.parse(header["clientContext"])
      @function_name = ENV["AWS_LAMBDA_FUNCTION_NAME"]
      @function_version = ENV["AWS_LAMBDA_FUNCTION_VERSION"]
      @memory_limit_in_mb = ENV["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
      @log_group_name = ENV["AWS_LAMBDA_LOG_GROUP_NAME"]
      @log_stream_name = ENV["AWS_LAMBDA_LOG_STREAM_NAME"]
    end

    def get_remaining_time_in_millis
      [0, (@deadline_ms - MillraceEnvironment.milliseconds).to_i].max
    end
  end

  # FILE.METHOD or FILE.CLASS.METHOD.
  class Handler
    FORMS = "must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where FILENAME corresponds with an existing Ruby source file " \
            "FILENAME.rb, CLASS is an optional module/class namespace and METHOD is a callable method. " \
            "If using CLASS, METHOD must be a class-level method."

    def initialize(name)
      file, *scope, @method = name.split(".")
      raise ArgumentError, "Invalid handler #{name.split(".")}, #{FORMS}" if @method.nil? || scope.length > 1

      require file
      @scope = scope.first
    end

    def call(event, context)
      receiver = @scope.nil? ? TOPLEVEL_BINDING.receiver : Object.const_get(@scope)
      receiver.__send__(@method, event: event, context: context)
    end
  end

  # As rows.ts describes them.
  def self.event_of_rows(payload)
    first, names, values = JSON.parse(payload)
    values.each_slice(names.length).map { |own| first.merge(names.zip(own).to_h) }
  end

  # The answer to one invocation, as JSON text or as the bytes of a StringIO.
  def self.response_of(handler, header, payload)
    event = header["isRows"] ? event_of_rows(payload) : JSON.parse(payload)
    result = handler.call(event, Context.new(header))
    return [result.string, nil] if result.is_a?(StringIO)

    begin
      [json(result), nil]
    rescue JSON::GeneratorError, JSON::NestingError => e
      [nil, report_of(e, "Runtime")]
    end
  rescue Exception => e # An exit, too, is answered for.
    [nil, report_of(e, "Function")]
  end

  Report = Struct.new(:error, :body)

  def self.report_of(error, place)
    trace = (error.backtrace || []).reject { |line| line.start_with?(__FILE__, "<internal:") }
    message = error.message.to_s.dup.force_encoding("UTF-8").scrub
    body = json(errorMessage: message, errorType: "#{place}<#{error.class}>", stackTrace: trace.first(LONGEST_TRACE))
    Report.new(error, body)
  end

  # A StandardError leaves the process as it was; of anything else, and of names that are not there, Lambda ends it.
  def self.is_fatal?(report)
    error = report.error
    !error.is_a?(StandardError) || error.is_a?(NameError) || error.is_a?(JSON::JSONError)
  end

  def self.resident_bytes
    File.read("/proc/self/statm").split[1].to_i * 4096
  rescue SystemCallError
    0
  end

  def self.answer(channel, handler, header, payload)
    self.request_id = header["requestId"]
    self.given = given.to_i + 1
    ENV["_X_AMZN_TRACE_ID"] = header["traceHeader"]
    started = Process.clock_gettime(Process::CLOCK_MONOTONIC, :float_millisecond)
    body, report = response_of(handler, header, payload)
    unless report.nil?
      Log.event("Error raised from handler method\n#{report.body}")
      body = report.body
    end
    failed = !report.nil?
    if body.bytesize > LARGEST_RESPONSE
      failed = true
      message = "Response payload size exceeded maximum allowed payload size (#{LARGEST_RESPONSE} bytes)."
      body = json(errorMessage: message, errorType: "Function.ResponseSizeTooLarge")
    end
    fatal = failed && !report.nil? && is_fatal?(report)
    duration = Process.clock_gettime(Process::CLOCK_MONOTONIC, :float_millisecond) - started
    flags = (failed ? 1 : 0) | (fatal ? 2 : 0)
    channel.send(["e", flags, given, duration, resident_bytes, Log.bytes].pack("aCVEEE"), body)
    exit!(1) if fatal
  end

  # The function's own files and gems first, then those of its layers.
  def self.prepare_paths
    root = ENV["LAMBDA_TASK_ROOT"]
    $LOAD_PATH.unshift(root)
    version = RbConfig::CONFIG["ruby_version"]
    layers = $LOAD_PATH.filter_map { |path| path[%r{\A(.*)/ruby/lib\z}, 1] }
    folders = ["#{root}/vendor/bundle/ruby/#{version}", *layers.map { |layer| "#{layer}/ruby/gems/#{version}" }]
    Gem.paths = { "GEM_HOME" => Gem.dir, "GEM_PATH" => [*folders, *Gem.path].join(":") } if defined?(Gem)
  end

  def self.run
    [STDOUT, STDERR].each { |stream| stream.singleton_class.prepend(Printing) }
    Logger.prepend(Logging)
    prepare_paths
    channel = Channel.new
    begin
      handler = Handler.new(ENV["_HANDLER"].to_s)
    rescue Exception => e # A file that cannot be read as Ruby is a ScriptError.
      report = report_of(e, "Init")
      Log.event("Init error when loading handler #{ENV["_HANDLER"]}\n#{report.body}")
      channel.send(json(type: "initError", errorType: "Init<#{e.class}>"), report.body)
      exit!(1)
    end
    channel.send(json(type: "ready"))
    loop { answer(channel, handler, *channel.receive) }
  end
end

MillraceEnvironment.run

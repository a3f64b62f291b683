// Events, and what queries over them answer, worked out by hand.

export const events = [
  // Second 0 to 9, in the order in which they came; a query shows the newest first.
  '{"level":"INFO","ms":10,"station":"SEA","ip":"10.1.2.3","user":{"name":"ann","roles":["a","b"]}}',
  '{"level":"ERROR","ms":20,"station":"SEA","ip":"10.1.2.4","error":"Timeout after 3s"}',
  '{"level":"INFO","ms":30,"station":"PDX","ip":"192.168.0.1","user":{"name":"bob"}}',
  '{"level":"WARN","ms":40,"station":"PDX","ip":"2001:db8::1"}',
  '{"level":"ERROR","ms":50,"station":"BOS","ip":"no address","error":"Timeout after 12s"}',
  '{"level":"INFO","ms":60,"station":"BOS","ok":true,"text":"  padded  "}',
  "GET /index.html 200 512 ua=curl/8",
  "POST /login 403 99 ua=Mozilla",
  "GET /index.html 304 0 ua=curl/8",
  "plain words, 50% of them",
] as const;

type Rows = readonly string[];

/** The rows as texts, the values of a row joined by " | "; nothing is "-". */
export const cases: readonly (readonly [query: string, rows: Rows])[] = [
  // fields
  ["fields ms | sort ms | limit 2", ["60", "50"]],
  ["fields ms, station | sort ms asc | limit 2", ["10 | SEA", "20 | SEA"]],
  ["fields user.name as n | filter ispresent(n) | sort n asc", ["ann", "bob"]],
  ["fields user.roles.1 as r | filter ispresent(r)", ["b"]],
  ["fields ms + 1 as m | filter m = 11", ["11"]],
  ["fields ms * 2 - 5 | filter ms = 10", ["15"]],
  ["fields (ms + 10) / 4 as x | filter ms = 10", ["5"]],
  ["fields ms % 7 as x | filter ms = 50", ["1"]],
  ["fields 2 ^ 3 as x | limit 1", ["8"]],
  ["fields -ms as x | filter ms = 10", ["-10"]],
  ["fields `ms` | filter ms = 20", ["20"]],
  ["fields ms / 0 as x, ms | filter ms = 10", ["10"]],
  ["fields ok | filter ispresent(ok)", ["1"]],
  ["fields @logStream | limit 1", ["s"]],
  ["fields ms as a | fields a * 2 as b | filter a = 30", ["30 | 60"]],
  ["FIELDS ms | FILTER ms = 10", ["10"]],
  ["fields ms # the time it took\n| filter ms = 10 # only one", ["10"]],
  // filter
  ["filter level = 'ERROR' | sort ms asc | display ms", ["20", "50"]],
  ["filter level != 'ERROR' and ispresent(ms) | sort ms asc | display ms", ["10", "30", "40", "60"]],
  ["filter ms > 40 | sort ms asc | display ms", ["50", "60"]],
  ["filter ms >= 40 and ms <= 50 | sort ms asc | display ms", ["40", "50"]],
  ["filter ms < 20 or ms = 60 | sort ms asc | display ms", ["10", "60"]],
  ["filter not level = 'INFO' and ms > 0 | sort ms asc | display ms", ["20", "40", "50"]],
  ["filter not (level = 'INFO' or level = 'WARN') and ms > 0 | sort ms asc | display ms", ["20", "50"]],
  // AND binds closer than OR.
  ["filter ms = 10 or ms = 20 and level = 'INFO' | display ms", ["10"]],
  ["filter (ms = 10 or ms = 20) and level = 'ERROR' | display ms", ["20"]],
  ["filter station in ['SEA','BOS'] | sort ms asc | display ms", ["10", "20", "50", "60"]],
  ["filter station not in ['SEA','BOS'] and ispresent(ms) | sort ms asc | display ms", ["30", "40"]],
  ["filter ms in [10, 40] | sort ms asc | display ms", ["10", "40"]],
  ["filter error like 'Timeout' | sort ms asc | display ms", ["20", "50"]],
  ["filter error like /after \\d\\d/ | display ms", ["50"]],
  ["filter error like /(?i)timeout/ | sort ms asc | display ms", ["20", "50"]],
  ["filter error =~ /3s$/ | display ms", ["20"]],
  ["filter @message like 'GET%' | display substr(@message, 4, 6) as p", ["/index", "/index"]],
  ["filter @message not like /ms|ua/ | display @message", ["plain words, 50% of them"]],
  ["filter level = 'ERROR' | filter station = 'BOS' | display ms", ["50"]],
  ["filter strcontains(error, '12') | display ms", ["50"]],
  ["filter isempty(error) and level = 'ERROR' | display ms", []],
  ["filter isblank(text) and ms = 60 | display ms", []],
  ["filter ok = 1 | display ms", ["60"]],
  // parse
  [
    'parse @message "* /* * * ua=*" as verb, path, status, bytes, agent | filter ispresent(verb) | display verb, path, status, bytes, agent',
    [
      "GET | index.html | 304 | 0 | curl/8",
      "POST | login | 403 | 99 | Mozilla",
      "GET | index.html | 200 | 512 | curl/8",
    ],
  ],
  [
    "parse 'ua=*' as agent | filter ispresent(agent) | stats count(*) as n by agent | sort n",
    ["curl/8 | 2", "Mozilla | 1"],
  ],
  ["parse @message /(?<verb>GET|POST) (?<path>\\S+)/ | filter verb = 'POST' | display path", ["/login"]],
  ["parse error /after (?<seconds>\\d+)s/ | filter seconds > 5 | display seconds", ["12"]],
  [
    "parse error 'Timeout after *s' as seconds | sort seconds asc | filter ispresent(seconds) | display seconds",
    ["3", "12"],
  ],
  // What is parsed is shown, until `display` says what is.
  ["fields ms | parse error 'after *s' as s | filter ms < 30 | sort ms asc", ["10 | -", "20 | 3"]],
  [
    "parse 'POST * ' as path | parse /(?<word>plain|login)/ | sort @timestamp asc | filter ispresent(word)",
    [
      "<hour+7s> | POST /login 403 99 ua=Mozilla | /login | login",
      "<hour+9s> | plain words, 50% of them | - | plain",
    ],
  ],
  ["parse error 'after *s' as s | fields ms | filter s = 3", ["20"]],
  ["display ms | parse error 'after *s' as s | filter s = 3", ["20"]],
  ["parse @message 'nothing *' as x | filter ispresent(x) | display x", []],
  ["parse @message /\\s(?<status>[2-5]\\d\\d)\\s/ | filter status >= 300 | display status", ["304", "403"]],
  // stats
  ["stats count(*)", ["10"]],
  ["stats count(ms), count(error) as errors", ["6 | 2"]],
  ["stats sum(ms), avg(ms), min(ms), max(ms)", ["210 | 35 | 10 | 60"]],
  ["stats median(ms), pct(ms, 50), pct(ms, 90), pct(ms, 100)", ["30 | 30 | 60 | 60"]],
  ["stats stddev(ms) as d | fields floor(d * 100) as hundredths | display hundredths", ["1707"]],
  ["stats count_distinct(station) as stations, count_distinct(level) as levels", ["3 | 3"]],
  ["stats count(*) as n by level | sort level asc", ["ERROR | 2", "INFO | 3", "WARN | 1", "- | 4"]],
  [
    "filter ms > 0 | stats sum(ms) as total by station, level | sort total desc | limit 2",
    ["BOS | INFO | 60", "BOS | ERROR | 50"],
  ],
  ["stats earliest(ms) as first, latest(station) as last", ["10 | -"]],
  [
    "filter ms > 0 | stats latest(ms) as last by station | sort last asc",
    ["SEA | 20", "PDX | 40", "BOS | 60"],
  ],
  ["stats sortsFirst(level) as a, sortsLast(level) as z", ["ERROR | WARN"]],
  ["stats max(ms) - min(ms) as spread", ["50"]],
  ["stats sum(ms) / count(ms) as mean, 2 * count(*) as twice", ["35 | 20"]],
  ["stats avg(ms / 10) as a", ["3.5"]],
  // What stats has named can be gone on with.
  ["stats max(ms) as most, min(ms) as least, most - least as spread", ["60 | 10 | 50"]],
  ["stats floor(avg(ms) / 10) as tens", ["3"]],
  ["stats count(*) by bin(1h)", ["<hour> | 10"]],
  ["stats count(*) as n by bin(5s) as t | sort t asc", ["<hour> | 5", "<hour+5s> | 5"]],
  ["filter level = 'none' | stats count(*) as n", ["0"]],
  ["filter level = 'none' | stats sum(ms) as s, count(*) as n", ["- | 0"]],
  ["filter level = 'none' | stats count(*) by station", []],
  ["stats count(*) as n by station | filter n > 1 | stats sum(n) as all", ["10"]],
  ["limit 3 | stats count(*) as n", ["3"]],
  // sort, limit, dedup, display
  ["filter ms > 0 | sort station asc, ms desc | display ms", ["60", "50", "40", "30", "20", "10"]],
  ["filter ms > 0 | sort ms + 0 desc | limit 1 | display ms", ["60"]],
  ["filter ms > 0 | dedup station | display station, ms", ["BOS | 60", "PDX | 40", "SEA | 20"]],
  ["filter ms > 0 | sort ms asc | dedup station, level | display ms", ["10", "20", "30", "40", "50", "60"]],
  ["fields ms, station | display station | filter ms = 10", ["SEA"]],
  ["unmask ms | filter ms = 10", ["10"]],
  // maps and lists
  ["fields jsonParse(@message) as m | filter m.ms = 10 | display m.user.name, m.user.roles[1]", ["ann | b"]],
  [
    "filter ms = 10 | fields jsonParse(@message) as m | fields m.user as u | display u.roles.0, u.none",
    ["a | -"],
  ],
  [
    "filter ms = 10 | fields jsonParse(@message) as m | display m.user, jsonStringify(m.user.roles)",
    ['{"name":"ann","roles":["a","b"]} | ["a","b"]'],
  ],
  ["filter ms = 10 | display user.roles[0], jsonParse(station), jsonStringify(station)", ["a | - | -"]],
  [
    "fields jsonParse(@message) as m | stats sum(m.ms) as all by m.station | sort all",
    ["BOS | 110", "PDX | 70", "SEA | 30", "- | -"],
  ],
  [
    "filter ms = 10 | fields jsonParse(@message) as m | unnest m.user.roles into role | display ms, role",
    ["10 | a", "10 | b"],
  ],
  [
    "filter ms < 40 | fields jsonParse(@message) as m | unnest m.user into u | sort ms asc | display ms, u.name",
    ["10 | ann", "20 | -", "30 | bob"],
  ],
  [
    "fields jsonParse(@message) as m | unnest m.user.roles into r | filter ispresent(r) | stats count(*) as n by r | sort r asc",
    ["a | 1", "b | 1"],
  ],
  ["filter ms in[10, 20] | sort ms asc | display ms", ["10", "20"]],
  // functions
  ["filter ms = 10 | display now() * 1000 - toMillis(@timestamp) < 86400000 as isRecent", ["1"]],
  [
    "filter ms = 10 | display abs(-ms), ceil(ms / 3), floor(ms / 3), sqrt(ms * 10), log(1)",
    ["10 | 4 | 3 | 10 | 0"],
  ],
  ["filter ms = 10 | display greatest(ms, 5, 20), least(ms, 5, 20)", ["20 | 5"]],
  ["filter ms = 10 | display coalesce(nothing, station, level)", ["SEA"]],
  [
    "filter ms = 10 | display concat(level, '-', station), tolower(level), toupper('x'), strlen(station)",
    ["INFO-SEA | info | X | 3"],
  ],
  [
    "filter ms = 60 | display trim(text), concat('<', ltrim(text), rtrim(text), '>')",
    ["padded | <padded    padded>"],
  ],
  [
    "filter ms = 10 | display trim('xaax', 'x'), replace(station, 'S', 'C'), substr(station, 1)",
    ["aa | CEA | EA"],
  ],
  // What would be longer than a log event may be is not there.
  [
    `filter ms = 10 | display level, ${"replace(".repeat(9)}'a'${", 'a', 'aaaaaaaaaa')".repeat(9)} as long`,
    ["INFO"],
  ],
  ["filter ms = 10 | display if(ms > 5, 'big', 'small'), case(ms > 50, 'a', ms > 5, 'b', 'c')", ["big | b"]],
  ["filter ms = 10 | display case(ms > 50, 'a', 'c')", ["c"]],
  [
    "filter ms = 10 | display datefloor(@timestamp, 1h), dateceil(@timestamp, 1h) - toMillis(@timestamp) as r",
    ["<hour> | 0"],
  ],
  ["filter ms = 20 | display fromMillis(toMillis(@timestamp) - 1000)", ["<hour>"]],
  ["filter isIpv4InSubnet(ip, '10.1.2.0/24') | sort ms asc | display ms", ["10", "20"]],
  [
    "filter isIpInSubnet(ip, '2001:db8::/32') or isIpInSubnet(ip, '192.168.0.0/16') | sort ms asc | display ms",
    ["30", "40"],
  ],
  ["filter isValidIp(ip) | stats count(*) as n", ["4"]],
  ["filter isValidIpv6(ip) | display ms", ["40"]],
  ["filter isIpv4InSubnet(ip, 'nonsense') | display ms", []],
];

export const refused: readonly (readonly [query: string, message: string])[] = [
  ["pattern @message", "the command pattern is not there in the local region at position 0"],
  ["fields @message | diff", "the command diff is not there in the local region at position 18"],
  ["SOURCE 'g' | fields @message", "the command SOURCE is not there"],
  ["lookup x id OUTPUT y", "there is no lookup table x"],
  ["lookup 1 id OUTPUT y", "lookup expects the name of a lookup table"],
  ["fields jsonPrase(@message) as x", "unknown function jsonPrase at position 7"],
  ["stats mode(ms)", "unknown function mode at position 6"],
  ["stats ms", "stats expects a function such as count(*) at position 6"],
  ["stats max(min(ms))", "unknown function min"],
  ["fields ms |", "unexpected end of query"],
  ["filter ms ==", "unexpected"],
  ["sort", "unexpected end of query"],
  ["limit 10001", "limit expects a whole number from 1 to 10000"],
  ["parse @message '*' as a, b", "parse has 1 asterisks and 2 names"],
  ["parse @message /(a)/", "parse expects a regular expression with named groups"],
  ["filter ms like 5", "like expects a text or a regular expression"],
  ["filter abs(1, 2)", "abs takes 1 arguments, not 2"],
];

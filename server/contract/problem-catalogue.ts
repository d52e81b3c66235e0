import type { Message } from '#engine/coverage/types.ts';

/** One kind of error as the API shows it. */
export interface ProblemKind {
  /** HTTP status. */
  status: number;
  title: Message;
  /** What it means and what to do, for the page at `/problems/{code}`. */
  description: Message;
}

const kind = (
  status: number,
  title: [zh: string, en: string],
  description: [zh: string, en: string],
): ProblemKind => ({
  status,
  title: { zh: title[0], en: title[1] },
  description: { zh: description[0], en: description[1] },
});

/**
 * The one table from domain error to HTTP problem (RFC 9457). The key is the stable code: the
 * problem's `type` is `/problems/{key}`. Add, never rename.
 */
export const PROBLEMS = {
  'bad-request': kind(
    400,
    ['请求无法理解', 'The request cannot be understood'],
    ['请求行、标头或网址有误。', 'The request line, a header or the address is malformed.'],
  ),
  'not-json': kind(
    400,
    ['请求体不是有效的 JSON', 'The body is not valid JSON'],
    [
      '请求体须为 UTF-8 编码的 JSON，数值须有限，嵌套不可过深，不得含 __proto__ 键或 NUL 字符。',
      'The body must be JSON in UTF-8 with finite numbers, moderate nesting, no __proto__ key and no NUL character.',
    ],
  ),
  'invalid-parameter': kind(
    400,
    ['查询参数有误', 'A query parameter is wrong'],
    [
      '某个查询参数未知或取值不合要求，errors 逐条列出。',
      'A query parameter is unknown or has a value it cannot have; `errors` names each.',
    ],
  ),
  'invalid-body': kind(
    400,
    ['请求体结构有误', 'The body has the wrong shape'],
    [
      '请求体与 /openapi.json 中的定义不符，errors 逐条列出位置。',
      'The body does not follow its definition in /openapi.json; `errors` points at each fault.',
    ],
  ),
  'not-found': kind(
    404,
    ['没有此资源', 'There is no such resource'],
    [
      '网址不存在，或所指的辖区、要素不存在。',
      'The address, or the jurisdiction or feature it names, does not exist.',
    ],
  ),
  'method-not-allowed': kind(
    405,
    ['此处不支持该方法', 'The method is not allowed here'],
    ['Allow 标头列出可用的方法。', 'The Allow header lists the methods that are.'],
  ),
  'request-timeout': kind(
    408,
    ['请求接收超时', 'The request took too long to arrive'],
    ['请求未在时限内发送完毕。', 'The request was not sent completely in time.'],
  ),
  'too-large': kind(
    413,
    ['请求体过大', 'The body is too large'],
    [
      '请求体（解压后）超过上限；可分批提交，或由运维调高 SIZHI_BODY_LIMIT_MB。',
      'The body, unpacked, exceeds the limit; send less at once, or raise SIZHI_BODY_LIMIT_MB on the server.',
    ],
  ),
  'too-many-vertices': kind(
    413,
    ['顶点过多', 'Too many vertices'],
    [
      '几何顶点总数超过上限；可先简化，或由运维调高 SIZHI_MAX_VERTICES。',
      'The geometries hold more vertices than allowed; simplify them, or raise SIZHI_MAX_VERTICES on the server.',
    ],
  ),
  'uri-too-long': kind(
    414,
    ['网址过长', 'The address is too long'],
    ['请缩短网址或查询参数。', 'Shorten the address or its query.'],
  ),
  'unsupported-media-type': kind(
    415,
    ['不支持的内容类型', 'The content type is not supported'],
    [
      '请以 Content-Type: application/json 提交。',
      'Send the body with Content-Type: application/json.',
    ],
  ),
  'misdirected-request': kind(
    421,
    ['主机名未获许可', 'The host name is not one of this service'],
    [
      '仅在本机监听的服务只回应本机主机名，以防网页借 DNS 重绑定访问；如在反向代理之后，请设置 SIZHI_ALLOWED_HOSTS。',
      'A service that listens on this machine alone answers to local host names only, so that a web page cannot reach it by DNS rebinding. Behind a proxy, set SIZHI_ALLOWED_HOSTS.',
    ],
  ),
  'invalid-geodata': kind(
    422,
    ['地理数据有误', 'The geographic data is faulty'],
    [
      'GeoJSON 的结构、坐标或坐标系有误，errors 逐条列出位置。',
      'The structure, the positions or the reference system of the GeoJSON are at fault; `errors` gives the place of each.',
    ],
  ),
  'invalid-geometry': kind(
    422,
    ['几何图形无效', 'A geometry is invalid'],
    [
      '边界自相交、孔洞越界或各部分重叠，无法入册；errors 给出坐标位置。',
      'A border crosses itself, a hole leaves its shell or parts overlap, so it cannot enter the register; `errors` gives the coordinates.',
    ],
  ),
  'unknown-policy': kind(
    422,
    ['没有此政策', 'There is no such policy'],
    ['policy 须为已安装的政策之一。', 'The policy must be one of those installed.'],
  ),
  'rate-limited': kind(
    429,
    ['请求过于频繁', 'Too many requests'],
    ['请按 Retry-After 稍后重试。', 'Wait as the Retry-After header says.'],
  ),
  'headers-too-large': kind(
    431,
    ['请求标头过大', 'The request headers are too large'],
    ['请减少标头或 Cookie。', 'Send fewer or smaller headers.'],
  ),
  internal: kind(
    500,
    ['服务内部错误', 'The service failed'],
    [
      '这是本服务的缺陷；请将 instance 告知运维，日志中有同一编号。',
      'This is a fault of the service. Tell its operator the `instance`; the log has the same id.',
    ],
  ),
  'database-unavailable': kind(
    503,
    ['数据库不可用', 'The database is unavailable'],
    ['数据库暂时无法连接，请稍后重试。', 'The database cannot be reached for now; try again.'],
  ),
  busy: kind(
    503,
    ['服务繁忙', 'The service is busy'],
    [
      '请求过多，请按 Retry-After 稍后重试。',
      'There is too much work; wait as the Retry-After header says.',
    ],
  ),
  'time-limit': kind(
    503,
    ['计算超过时限', 'The computation exceeded its time limit'],
    [
      '数据过大或过于复杂；可分片提交、先简化，或由运维调高 SIZHI_AUDIT_TIME_LIMIT_S。',
      'The data is too large or too intricate: send less, simplify it, or raise SIZHI_AUDIT_TIME_LIMIT_S on the server.',
    ],
  ),
  'out-of-memory': kind(
    503,
    ['计算所需内存过大', 'The computation needs too much memory'],
    ['请减少一次提交的数据。', 'Send less data at once.'],
  ),
} as const satisfies Record<string, ProblemKind>;

/** Stable code of an error that a caller can be shown. */
export type ProblemCode = keyof typeof PROBLEMS;

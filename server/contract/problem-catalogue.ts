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
  'job-finished': kind(
    409,
    ['任务已结束', 'The job is over'],
    [
      '已完成、失败或已取消的任务不能再取消。',
      'A job that is done, failed or cancelled cannot be cancelled.',
    ],
  ),
  'job-unfinished': kind(
    409,
    ['任务尚未完成', 'The job is not done yet'],
    [
      '结果尚未产生；请查看 /jobs/{id}，或订阅 /jobs/{id}/events。',
      'There is no result yet: look at /jobs/{id}, or follow /jobs/{id}/events.',
    ],
  ),
  'register-moved-on': kind(
    409,
    ['登记库已有变动', 'The register has moved on'],
    [
      '方案所依据的登记在此期间已有变动；请先用 POST /plans/{id}/rebase 变基，再登记。',
      'The register is no longer the one that the plan began from: rebase the plan first (POST /plans/{id}/rebase), then register it.',
    ],
  ),
  'errors-stand': kind(
    409,
    ['尚有错误未解决', 'Errors stand'],
    [
      '方案的检查结果中尚有错误，也未说明理由予以豁免；findings 逐条列出。',
      'The audit of the plan has errors that are neither mended nor waived with a reason; the member `findings` lists them.',
    ],
  ),
  'plan-closed': kind(
    409,
    ['方案已结束', 'The plan is closed'],
    [
      '已登记或已归档的方案不能再修改；可从它另建分支。',
      'A plan that is registered or archived takes no more changes; branch another one from it.',
    ],
  ),
  'nothing-to-do': kind(
    409,
    ['没有可执行的步骤', 'There is nothing to do'],
    [
      '没有可撤销或可重做的步骤，或方案并无变更。',
      'There is no step to undo or redo, or the plan changes nothing.',
    ],
  ),
  'name-taken': kind(
    409,
    ['名称已被使用', 'The name is taken'],
    ['请另取名称。', 'Choose another name.'],
  ),
  'version-conflict': kind(
    412,
    ['版本冲突', 'The versions conflict'],
    [
      '方案已被他人修改：given 为请求所依据的版本，current 为现在的版本，operations 为其间的操作。请读取新版本后重试。',
      'Somebody else has changed the plan: `given` is the version that the request was made for, `current` the one that there is, `operations` what happened in between. Read the plan anew and try again.',
    ],
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
  'operation-refused': kind(
    422,
    ['操作无法执行', 'The operation cannot be done'],
    [
      '操作不适用于方案的现状；reason 说明原因和地点，什么也没有改变。',
      'The operation does not fit the plan as it is; `reason` says why and where. Nothing was changed.',
    ],
  ),
  'idempotency-conflict': kind(
    422,
    ['Idempotency-Key 已用于另一请求', 'The Idempotency-Key was used for another request'],
    [
      '同一 Idempotency-Key 只能用于同一请求（方法、网址和请求体）；请换一个。',
      'One Idempotency-Key goes with one request (method, address and body); use another.',
    ],
  ),
  'precondition-required': kind(
    428,
    ['缺少 If-Match', 'If-Match is missing'],
    [
      '修改方案须带 If-Match 标头，其值为读取时的 ETag（如 "12"）；不接受 *。',
      'A change of a plan needs the header If-Match with the ETag that was read (such as "12"); * is not taken.',
    ],
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
  'worker-lost': kind(
    500,
    ['执行任务的进程一再中断', 'The job lost its worker time and again'],
    [
      '任务每次执行时进程都中断了，因而不再重试；多半是数据过大、内存不足，请减少数据，或告知运维。',
      'The process that ran the job ended each time, so it is not tried again. Most likely the data is too large for the memory: send less, or tell the operator.',
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

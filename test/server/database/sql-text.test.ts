import { describe, expect, it } from 'vitest';
import {
  listenChanges,
  refusal,
  withoutLiterals,
} from '../../../server/database/embedded/gate/sql-text.ts';

describe('withoutLiterals', () => {
  it.each([
    ["select 'it''s' as a", 'select   as a'],
    ["select e'it\\'s' as a", 'select   as a'],
    ["select 'back\\' as a", 'select   as a'],
    ['select $$a;b$$, $x$ $$ $x$', 'select  ,  '],
    ['select $1, $2', 'select $1, $2'],
    ['select 1 -- note\n, 2', 'select 1  \n, 2'],
    ['select /* a /* b */ c */ 1', 'select   1'],
    ['select "quo;ted" from t', 'select "quo;ted" from t'],
    ["select 'never closed", 'select  '],
  ])('%s', (sql, expected) => expect(withoutLiterals(sql)).toBe(expected));
});

describe('refusal', () => {
  it.each([
    'copy t from stdin',
    'COPY public."a;b" (x, y) FROM/**/STDIN WITH (FORMAT csv)',
    'begin; copy t from stdin',
    'select pg_advisory_lock(1)',
    'select pg_try_advisory_lock_shared (1, 2)',
  ])('of %s', (sql) => expect(refusal(sql)).not.toBeNull());

  it.each([
    "insert into note values ('copy t from stdin')",
    'copy t to stdout',
    'select pg_advisory_xact_lock(1)',
    "comment on table t is 'pg_advisory_lock('",
    '-- copy t from stdin\nselect 1',
  ])('not of %s', (sql) => expect(refusal(sql)).toBeNull());
});

describe('listenChanges', () => {
  it('reads names as PostgreSQL does', () => {
    expect(
      listenChanges(`listen Jobs; LISTEN "Jobs""2"; unlisten jobs; select 'listen no'; unlisten *`),
    ).toEqual([
      { listen: true, channel: 'jobs' },
      { listen: true, channel: 'Jobs"2' },
      { listen: false, channel: 'jobs' },
      { listen: false, channel: null },
    ]);
  });

  it('cuts names to 63 bytes and between characters', () => {
    expect(listenChanges(`listen ${'界'.repeat(30)}`)).toEqual([
      { listen: true, channel: '界'.repeat(21) },
    ]);
  });
});

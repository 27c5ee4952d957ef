"""What Newton's Ceilometer v2 API answers, for samples alone: its filters,
limits, order and words, as they were seen on a running server."""
import bisect
import datetime
import json
import operator
import random
import re

EPOCH = datetime.datetime(1970, 1, 1)
FAR = 10 ** 30
OLD = {'counter_name': 'meter', 'counter_type': 'type',
       'counter_unit': 'unit', 'counter_volume': 'volume',
       'resource_metadata': 'metadata', 'message_id': 'id'}
NEW = {new: old for old, new in OLD.items()}
FIELDS = {'timestamp': 'timestamp', 'message_id': 'id', 'meter': 'meter',
          'counter_name': 'meter', 'resource': 'resource_id',
          'resource_id': 'resource_id', 'project': 'project_id',
          'project_id': 'project_id', 'user': 'user_id',
          'user_id': 'user_id', 'type': 'type', 'unit': 'unit',
          'volume': 'volume', 'counter_volume': 'volume',
          'recorded_at': 'recorded_at'}
SIMPLE = {'message_id': 'id', 'meter': 'meter', 'project': 'project_id',
          'project_id': 'project_id', 'resource': 'resource_id',
          'resource_id': 'resource_id', 'source': 'source',
          'user': 'user_id', 'user_id': 'user_id'}
COMPARE = {'=': operator.eq, '!=': operator.ne, '<': operator.lt,
           '<=': operator.le, '=<': operator.le, '>': operator.gt,
           '>=': operator.ge, '=>': operator.ge}
TIMES = (r'(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ](\d\d):(\d\d)'
         r'(?::(\d\d)(?:\.(\d+))?)?)?(?:Z|[+-]\d\d:?\d\d)?',
         r'(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)')


class Refused(Exception):
    """A status, what its body says, and the shape of that body."""

    def __init__(self, status, text, shape='fault'):
        super().__init__(text)
        self.status = status
        self.text = text
        self.shape = shape


def microseconds(text):
    """Time of a text; an offset is dropped, not converted. Or None."""
    for form in TIMES:
        m = re.fullmatch(form, text if isinstance(text, str) else '')
        if m:
            break
    try:
        parts = zip(m.groups(), (1, 1, 1, 0, 0, 0))
        when = datetime.datetime(*(int(v or least) for v, least in parts))
    except (AttributeError, ValueError):
        return None
    fraction = (m.group(7) or '') if m.re.groups > 6 else ''
    return ((when - EPOCH) // datetime.timedelta(microseconds=1)
            + int((fraction + '000000')[:6]))


def invalid(field, value, why):
    return Refused(400, "Invalid input for field/attribute %s. Value: '%s'. "
                        '%s' % (field, value, why))


class Sample:
    def __init__(self, row):
        self.row = {OLD.get(k, k): v for k, v in row.items()}
        self.us = microseconds(self.row['timestamp'])

    def get(self, field):
        return self.us if field == 'timestamp' else self.row.get(field)

    def old(self):
        return {NEW.get(k, k): v for k, v in self.row.items()}


def field_of(name, what):
    if name not in FIELDS:
        raise Refused(400, "%s expression not valid: '%s' does not match any "
                           'of the regexes' % (what, name))
    return FIELDS[name]


def one_pair(node, what):
    if not isinstance(node, dict) or len(node) != 1:
        raise Refused(400, '%s expression not valid: %r' % (what, node))
    return next(iter(node.items()))


def compile_filter(node, no_ids):
    """A test of one sample, as a function."""
    op, body = one_pair(node, 'Filter')
    if op in ('and', 'or'):
        if not isinstance(body, list) or len(body) < 2:
            raise Refused(400, 'Filter expression not valid: %s is too short'
                          % (body,))
        tests = [compile_filter(n, no_ids) for n in body]
        join = all if op == 'and' else any
        return lambda s: join(t(s) for t in tests)
    if op == 'not':
        test = compile_filter(body, no_ids)
        return lambda s: not test(s)
    name, value = one_pair(body, 'Filter')
    field = field_of(name, 'Filter')
    if field == 'recorded_at':
        raise Refused(500, "(builtins.AttributeError) 'str' object has "
                           "no attribute 'utctimetuple'")
    if field == 'id' and no_ids:
        return lambda s: True
    if op == 'in' and isinstance(value, list) and value:
        return lambda s: s.get(field) in value
    if op == '=~':
        return lambda s: bool(re.search(value, s.get(field) or ''))
    if op not in COMPARE:
        raise Refused(400, "Filter expression not valid: '%s'" % op)
    if field == 'timestamp':
        text, value = value, microseconds(value)
        if value is None:
            raise Refused(400, 'Failed to parse the timestamp value %s' % text)
    compare = COMPARE[op]

    def test(s):
        have = s.get(field)
        return have is not None and compare(have, value)
    return test


def time_bounds(node):
    """[low, high] that the top of the filter keeps; only to be quick."""
    low, high = -FAR, FAR
    for leaf in node.get('and', [node]):
        (op, body), = leaf.items()
        if isinstance(body, dict) and 'timestamp' in body:
            us = microseconds(body['timestamp'])
            if op in ('>=', '>', '='):
                low = max(low, us)
            if op in ('<=', '<', '='):
                high = min(high, us)
    return low, high


def projects_named(node):
    """The projects that a filter names, at any depth."""
    for key, value in node.items():
        if key in ('project', 'project_id'):
            yield value
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from projects_named(part)


def parse_text(text, what):
    if not isinstance(text, str):
        raise invalid(what.lower(), text, "Wrong type. Expected '<class "
                      "'str'>', got '%s'" % type(text))
    try:
        return json.loads(text)
    except ValueError as e:
        raise Refused(400, '%s expression not valid: %s' % (what, e))


def parse_order(text):
    order = parse_text(text, 'Order-by')
    if not isinstance(order, list):
        raise Refused(400, "Order-by expression not valid: %s is not of type "
                           "'array'" % (order,))
    keys = []
    for node in order:
        name, way = one_pair(node, 'Order-by')
        if str(way).lower() not in ('asc', 'desc'):
            raise Refused(400, "Order-by expression not valid: '%s' does not "
                               "match '(?i)^asc$|^desc$'" % way)
        keys.append((field_of(name, 'Order-by'), way.lower() == 'desc'))
    return keys


def parse_limit(value):
    if value is None:
        return 100
    if not re.fullmatch(r'-?\d+', str(value)):
        raise invalid('limit', value, 'unable to convert to int. Error: '
                      "invalid literal for int() with base 10: '%s'" % value)
    if int(value) < 1:
        raise Refused(400, 'Limit must be positive')
    if int(value) >= 2 ** 63:
        raise Refused(500, 'A server error occurred.  Please contact the '
                           'administrator.', 'plain')
    return int(value)


class Simple:
    """The conditions of a GET: four lists, matched by their places."""

    def __init__(self, params):
        lists = [params.get('q.' + n, []) for n in
                 ('field', 'op', 'value', 'type')]
        count = max(map(len, lists))
        rows = [[v[i] if i < len(v) else None for v in lists]
                for i in range(count)]
        self.low, self.low_op = -FAR, operator.ge
        self.high, self.high_op = FAR, operator.le
        self.equal = {}
        timed = any(f == 'timestamp' and op in ('lt', 'le', 'gt', 'ge')
                    for f, op, _, _ in rows)
        for field, op, value, _ in rows:
            self.add(field, op or 'eq', value, timed)

    def add(self, field, op, value, timed):
        if field is None:
            raise Refused(500, "'UnsetType' object has no attribute "
                               "'startswith'")
        if field == 'timestamp':
            self.add_time(op, value, timed)
            return
        if field not in SIMPLE:
            raise Refused(400, 'Unknown argument: "%s": unrecognized field in '
                          "query: [<Query '%s' %s '%s' Unset>], valid keys: %s"
                          % (field, field, op, value, sorted(
                              {'message_id', 'meter', 'project', 'resource',
                               'search_offset', 'source', 'timestamp',
                               'user'})))
        if op != 'eq':
            raise invalid('op', op, 'unimplemented operator for ' + field)
        if value:
            self.equal[SIMPLE[field]] = value

    def add_time(self, op, value, timed):
        if op not in ('lt', 'le', 'gt', 'ge'):
            if timed:
                return
            raise invalid('op', op, 'unimplemented operator for timestamp')
        if not value:
            return
        us = microseconds(value)
        if us is None:
            raise invalid('timestamp', value, 'invalid timestamp format')
        if op in ('gt', 'ge'):
            self.low, self.low_op = us, getattr(operator, op)
        else:
            self.high, self.high_op = us, getattr(operator, op)

    def __call__(self, sample):
        return (self.low_op(sample.us, self.low)
                and self.high_op(sample.us, self.high)
                and all(sample.row.get(field) == (None if value == 'None'
                                                  else value)
                        for field, value in self.equal.items()))


class Store:
    """The samples by time; ties have no order of their own.

    PROJECT of what follows is the one that a member's token sees, or None.
    """

    def __init__(self, files):
        self.samples = []
        for name in files:
            with open(name, encoding='utf-8') as f:
                self.samples += [Sample(json.loads(x)) for x in f if x.strip()]
        self.samples.sort(key=lambda s: s.us)
        self.times = [s.us for s in self.samples]

    def between(self, low, high):
        return self.samples[bisect.bisect_left(self.times, low):
                            bisect.bisect_right(self.times, high)]

    def order(self, rows, keys, seed):
        random.Random(seed).shuffle(rows)
        for field, down in reversed(keys):
            rows.sort(key=lambda s, f=field: s.get(f), reverse=down)
        return rows

    def query(self, body, faults, seed, project):
        unknown = set(body) - {'filter', 'orderby', 'limit'}
        if unknown:
            raise Refused(400, 'Unknown attribute for argument body: %s'
                          % unknown.pop())
        node = (parse_text(body['filter'], 'Filter')
                if 'filter' in body else None)
        test = (compile_filter(node, 'nokey' in faults)
                if node else lambda s: True)
        keys = (parse_order(body['orderby']) if 'orderby' in body
                else [('timestamp', True)])
        limit = parse_limit(body.get('limit'))
        refuse_others(projects_named(node or {}), project)
        if 'nofilter' in faults:
            node, test = None, lambda s: True
        rows = [s for s in self.between(*time_bounds(node or {'and': []}))
                if test(s) and project in (None, s.row.get('project_id'))]
        return self.order(rows, spoil(keys, faults), seed)[:limit]

    def simple(self, params, meter, faults, seed, project):
        unknown = [n for n in params if not re.fullmatch(
            r'limit|q\.(field|op|value|type)', n)]
        if unknown:
            raise Refused(400, 'Unknown argument: "%s"' % unknown[0])
        conditions = Simple(params)
        limit = parse_limit(params['limit'][-1] if 'limit' in params
                            else None)
        if conditions.equal.get('project_id'):
            refuse_others([conditions.equal['project_id']], project)
        if meter is not None:
            conditions.equal['meter'] = meter
        rows = self.between(conditions.low, conditions.high)
        if 'nofilter' in faults:
            rows, conditions = list(self.samples), lambda s: True
        rows = [s for s in rows if conditions(s)
                and project in (None, s.row.get('project_id'))]
        return self.order(rows, spoil([('timestamp', True)], faults),
                          seed)[:limit]


def spoil(keys, faults):
    if 'shuffle' in faults:
        keys = keys[:1]
    if 'reverse' in faults:
        keys = [(k, not down) for k, down in keys]
    return keys


def refuse_others(names, project):
    for name in names:
        if project is not None and name != project:
            raise Refused(401, 'Not Authorized to access project %s' % name)

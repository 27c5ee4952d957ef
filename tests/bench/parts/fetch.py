#!/usr/bin/env python3
"""A day of 100,000 samples through the stub: what ow-fetch-ceilo itself takes.

With queries, and without; all resources are polled at the same moments, as by
Newton, so that a moment has hundreds of samples. The server's own time is not
counted, and says nothing: it is a stub.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, '..', '..', '..')
FOLDER = os.path.join(os.environ.get('BENCH_DIR')
                      or os.path.join(ROOT, 'build', 'bench'), 'fetch')
COUNT = 2000 if os.environ.get('BENCH_QUICK') else 100000
POLLS = 144  # each ten minutes
METERS = (('instance', 0.75), ('volume.size', 0.2), ('image.size', 0.05))
PROGRAM = os.path.join(os.environ.get('OW_BIN') or os.path.join(
    ROOT, 'build', 'release', 'bin'), 'ow-fetch-ceilo')


def resource_meters():
    """One meter for each resource; as many as make COUNT samples."""
    resources = -(-COUNT // POLLS)
    return [meter for meter, share in METERS
            for _ in range(round(resources * share))]


def write_samples(path):
    with open(path, 'w', encoding='utf-8') as f:
        left = COUNT
        for poll in range(POLLS):
            at = '2016-05-10T%02d:%02d:13.418207' % (poll // 6, poll % 6 * 10)
            for i, meter in enumerate(resource_meters()[:left]):
                left -= 1
                json.dump({
                    'id': '%08x-16a5-11e6-%04x-02fc00000001' % (
                        i * 2654435761 % 2 ** 32, poll),
                    'meter': meter, 'type': 'gauge', 'unit': meter,
                    'volume': 1.0, 'user_id': '%032x' % (i % 7),
                    'project_id': '%032x' % (i % 50), 'source': 'openstack',
                    'resource_id': '%08x-0000-4000-8000-000000000000' % i,
                    'timestamp': at, 'recorded_at': at,
                    'metadata': {'status': 'active', 'display_name': 'vm',
                                 **{'key%d' % k: 'v' * 24
                                    for k in range(20)}}}, f)
                f.write('\n')


def run(options, port):
    """(CPU seconds, seconds, peak MB, samples) of one reading."""
    done = subprocess.run(
        ['/usr/bin/time', '-f', '%U %S %e %M', PROGRAM, '--endpoint',
         'http://127.0.0.1:%d' % port, '--from', '2016-05-10', '--till',
         '2016-05-11', *options], env=dict(os.environ, OS_TOKEN='stub-token'),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit('ow-fetch-ceilo exits %d: %s' % (done.returncode,
                                                  done.stderr.decode()))
    user, system, took, peak = done.stderr.decode().split()[-4:]
    return (float(user) + float(system), float(took), int(peak) / 1024,
            done.stdout.count(b'"timestamp"'))


def measure(name, samples, arguments, options=()):
    stub = subprocess.Popen(
        [sys.executable, '-B', os.path.join(ROOT, 'tests', 'stub',
                                            'ceilometer.py'),
         *arguments, samples], stdout=subprocess.PIPE)
    try:
        cpu, took, peak, count = run(options, int(stub.stdout.readline()))
    finally:
        stub.kill()
        stub.wait()
    if count != COUNT:
        sys.exit('%s: %d samples, not %d' % (name, count, COUNT))
    print('%-26s %8d %8.2f s %8.2f s %8.1f MB' % (name, count, cpu, took,
                                                  peak))


def main():
    if not os.access('/usr/bin/time', os.X_OK):
        sys.exit('fetch.py: no /usr/bin/time')
    os.makedirs(FOLDER, exist_ok=True)
    samples = os.path.join(FOLDER, 'samples-%d.jsonl' % COUNT)
    if not os.path.exists(samples):
        write_samples(samples + '.new')
        os.rename(samples + '.new', samples)
    print('\nfetching from a stub   %12s %10s %10s %11s' % (
        'samples', 'CPU', 'elapsed', 'peak'))
    for page in ('1000', '10000'):
        options = ['--page', page]
        measure('queries, page ' + page, samples, [], options)
        measure('no queries, page ' + page, samples, ['--no-query', '403'],
                options)


if __name__ == '__main__':
    main()

#!/usr/bin/env python3
"""The stand-in for Ceilometer, with a clock: what is recorded later than the
time in the file `clock` is not there yet. While a file `away` is there, each
request is answered 503."""
import os

import ceilometer


def clock():
    with open('clock', encoding='utf-8') as f:
        return f.read().strip()


class Store(ceilometer.Store):
    def between(self, low, high):
        now = clock()
        return [s for s in super().between(low, high)
                if s.row['recorded_at'] <= now]


class Server(ceilometer.Server):
    def faults(self, n):
        self.now = ceilometer.http_date(clock())
        return {'503'} if os.path.exists('away') else super().faults(n)


def main():
    args = ceilometer.arguments()
    server = Server(args, Store(args.files))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()

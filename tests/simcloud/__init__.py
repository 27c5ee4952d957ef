"""A small OpenStack cloud, its telemetry, and the truth about both.

One module per resource type, as in lib/kind:

    times        microseconds and their spellings
    schedule     when a poller or an audit looks, and when it was down
    cloud        projects, flavors, hosts and whatever else lives share
    resource     one life: what was true (phases) and what was seen (rows)
    instance, volume, image, floating_ip
                 what can happen to each, and the samples it leaves
    damage       rows lost, doubled, late
    truth        seconds to bill, and how exactly the rows can tell them
    output       files
"""

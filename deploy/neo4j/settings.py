"""The server's configuration file and the Java options it runs with."""

from pathlib import Path

USER = "neo4j"
HEAP = ("-Xms512m", "-Xmx1g")

# What Neo4j's own start script passes: it reaches into these JDK packages for off-heap memory, and its
# network library needs reflection there to free buffers promptly.
JAVA_OPTIONS = (
    *HEAP,
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+DisableExplicitGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dio.netty.leakDetection.level=DISABLED",
    "-Djdk.tls.rejectClientInitiatedRenegotiation=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dfile.encoding=UTF-8",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
)

# Loopback only; nothing listens but Bolt; nothing is sent out, not even by LOAD CSV with a web address.
# Transaction logs are kept small because every instance holds two databases (system and neo4j).
# By the time Bolt's threads are waited for, both are written out and closed, so a short wait loses nothing;
# the defaults would make every stop take ten seconds.
# A graph of the tests grows from nothing again and again, which is no reason to plan its statements anew, and the
# hub has more statements than the thousand whose plans are kept by default.
_FIXED = """\
server.default_listen_address=127.0.0.1
server.bolt.enabled=true
server.http.enabled=false
server.https.enabled=false
server.config.strict_validation.enabled=true
server.memory.pagecache.size=128m
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
dbms.security.allow_csv_import_from_file_urls=false
internal.dbms.cypher_ip_blocklist=0.0.0.0/0,::/0
internal.server.bolt.thread_pool_shutdown_wait_time=1s
internal.server.bolt.connection_shutdown_wait_time=1s
dbms.cypher.min_replan_interval=1h
server.memory.query_cache.per_db_cache_num_entries=10000
db.tx_log.preallocate=false
db.tx_log.rotation.size=16m
db.tx_log.rotation.retention_policy=64m size
"""


def configuration(data: Path, port: int) -> str:
    """The text of `neo4j.conf` for an instance whose files live in `data` and whose Bolt is at `port`."""
    return (
        f"{_FIXED}"
        f"server.bolt.listen_address=127.0.0.1:{port}\n"
        f"server.bolt.advertised_address=127.0.0.1:{port}\n"
        f"server.directories.data={data / 'store'}\n"
        f"server.directories.logs={data / 'logs'}\n"
        f"server.directories.run={data / 'run'}\n"
        f"server.directories.import={data / 'import'}\n"
        f"server.directories.plugins={data / 'plugins'}\n"
    )

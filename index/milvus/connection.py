"""Asking Milvus, with a limit of time for each call, and every failure as one clear line."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from index.address import VARIABLE, show_address
from index.damage import MissingStore, StoreError

T = TypeVar("T")
Row = dict[str, Any]
# Seconds that a call may take, with all tries at a connection that was lost; writing may take longer.
PATIENCE, WRITING, LOADING = 10.0, 120.0, 3600.0
# Sparse vectors came with this version; milvus-lite before this one weighed those it was given anew.
_OLDEST = {"milvus": (2, 4), "milvus_lite": (3, 2, 2)}
_LITE = "milvus_lite"
_VERSION = re.compile(r"(?:(\w+)-)?v?(\d+(?:\.\d+)*)")
_GONE = 100
_PAUSE = 0.2
# A new connection knows nothing of one that was lost, and one that is idle says nothing: servers hang up on
# those that ask too often whether they are there.
_CHANNEL = {"grpc.use_local_subchannel_pool": 1, "grpc.keepalive_permit_without_calls": 0}
_LONGEST = 200


class LostConnection(StoreError):
    """There is no server, or it has gone."""


class ReplacedStore(StoreError):
    """The index that was opened is not there any more: others have been built since."""


class Connection:
    """An engine at an address; it is connected to when it is first asked. Threads may share one."""

    def __init__(self, address: str, patience: float = 0) -> None:
        self.address = address
        self.name = show_address(address)
        self._patience = patience or PATIENCE

    @cached_property
    def _client(self) -> Any:
        # What goes on between it and a server is nothing for whoever asks.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreError(
                f"{VARIABLE}: expected the library that asks Milvus, found none; "
                "run `pip install plancite[milvus]`"
            ) from error
        # What went wrong is told in one line, by whoever asked.
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        options = {"timeout": self._patience, "dedicated": True, "grpc_options": _CHANNEL}
        client = self._try(lambda: MilvusClient(self.address, **options))
        self._version = self._try(lambda: str(client.get_server_version(timeout=self._patience)))
        check_version(self.name, self._version)
        return client

    @property
    def is_lite(self) -> bool:
        """Whether it is the one for a single machine, which answers at once with what was written."""
        return bool(self._client) and self._version.startswith(_LITE)

    def _try(self, call: Callable[[], T]) -> T:
        """Return what a call gives. Raises StoreError, with one line, where it fails."""
        import grpc
        from pymilvus import MilvusException

        try:
            return call()
        except (MilvusException, grpc.RpcError) as error:
            raise self._explain(error) from error

    def _explain(self, error: Any) -> StoreError:
        code, message = getattr(error, "code", None), str(getattr(error, "message", error))
        found = " ".join(message.split())[:_LONGEST]
        if code == _GONE:
            return ReplacedStore(
                f"{self.name}: expected the index that was opened, found another in its place; ask again"
            )
        if "deadline" in message.lower():
            return StoreError(
                f"{self.name}: expected an answer within {self._patience:g} seconds, found none; "
                "try again, or see what keeps the server busy"
            )
        if "local milvus failed" in message.lower():
            return StoreError(
                f"{self.name}: expected a file of milvus-lite that no other process has open, "
                "found one that cannot be opened; end the other, or serve it with `milvus-lite server`"
            )
        if "connect" in message.lower() or "UNAVAILABLE" in message:
            return LostConnection(
                f"{self.name}: expected a Milvus server that answers, found none; "
                f"start it, or set {VARIABLE} to where it is"
            )
        return StoreError(f"{self.name}: expected an answer, found {found!r}; see the server's log")

    def _ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        """Return what a call gives; a connection that was there and is lost is made anew while time lasts."""
        until, pause = time.monotonic() + self._patience, _PAUSE
        known = "_client" in self.__dict__
        while True:
            try:
                return self._call(name, self._patience, *arguments, **options)
            except LostConnection:
                self.__dict__.pop("_client", None)
                if not known or time.monotonic() + pause > until:
                    raise
            time.sleep(pause)
            pause *= 2

    def _call(self, name: str, patience: float, *arguments: Any, **options: Any) -> Any:
        """Return what a call gives. What changes something is not tried anew, as it may have been heard."""
        client = self._client
        return self._try(lambda: getattr(client, name)(*arguments, timeout=patience, **options))

    # Reading

    def query(self, collection: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """Return the fields of the rows that meet a condition."""
        rows = self._ask("query", collection, filter=condition, output_fields=list(fields))
        return [dict(row) for row in rows]

    def search(
        self,
        collection: str,
        field: str,
        vectors: Sequence[Any],
        most: int,
        condition: str = "",
        fields: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> list[list[Row]]:
        """Return the rows of the highest inner products with each vector: `id`, `distance`, `entity`."""
        found = self._ask(
            "search",
            collection,
            data=list(vectors),
            anns_field=field,
            limit=most,
            filter=condition,
            output_fields=list(fields),
            search_params={"metric_type": "IP", "params": dict(settings or {})},
        )
        return [[dict(hit) for hit in hits] for hits in found]

    def count(self, collection: str) -> int:
        """Return how many rows a collection has, those written last among them."""
        [row] = self._ask(
            "query", collection, filter="", output_fields=["count(*)"], consistency_level="Strong"
        )
        return int(row["count(*)"])

    def load(self, collection: str) -> None:
        """Have a collection ready to be searched; where a restart let it go this waits for its indexes."""
        state = self._ask("get_load_state", collection)["state"]
        if getattr(state, "name", state) != "Loaded":
            self._call("load_collection", LOADING, collection)

    def collections(self) -> list[str]:
        """Return the names of the collections there are."""
        return [str(name) for name in self._ask("list_collections")]

    def resolve(self, alias: str) -> str:
        """Return the collection an alias stands for. Raises MissingStore where it stands for none."""
        try:
            return str(self._ask("describe_alias", alias)["collection_name"])
        except StoreError as error:
            if isinstance(error, ReplacedStore) or "alias" in str(error):
                raise MissingStore(
                    f"{self.name}: expected a built index, found none; run `plancite build`"
                ) from error
            raise

    # Writing

    def create(self, collection: str, fields: Sequence[Row], indexes: Sequence[Row]) -> None:
        """Make a collection of some fields and indexes; it can be written to."""
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        for field in fields:
            schema.add_field(**field)
        params = self._client.prepare_index_params()
        for index in indexes:
            params.add_index(**index)
        self._call("create_collection", WRITING, collection, schema=schema, consistency_level="Bounded")
        # Each waits to be told that it is there, half a second at least, where it is not told not to.
        self._call("create_index", WRITING, collection, params, sync=False)

    def insert(self, collection: str, rows: Sequence[Row]) -> None:
        """Add rows to a collection."""
        self._call("insert", WRITING, collection, list(rows))

    def flush(self, collection: str) -> None:
        """Have all that was added to a collection kept, whatever happens to the server."""
        self._call("flush", WRITING, collection)

    def drop(self, collection: str) -> None:
        """Remove a collection, where it is there."""
        self._call("drop_collection", WRITING, collection)

    def point(self, alias: str, collection: str) -> None:
        """Have an alias stand for a collection from now on."""
        try:
            self.resolve(alias)
        except MissingStore:
            self._call("create_alias", WRITING, collection, alias)
        else:
            self._call("alter_alias", WRITING, collection, alias)


def check_version(name: str, version: str) -> None:
    """Raise StoreError for a server that is too old to give the right answers."""
    found = _VERSION.match(version)
    kind = (found[1] if found else None) or "milvus"
    oldest = _OLDEST.get(kind, _OLDEST["milvus"])
    if found and tuple(map(int, found[2].split("."))) < oldest:
        wanted = ".".join(map(str, oldest))
        raise StoreError(f"{name}: expected {kind} {wanted} or later, found {version}; bring it up to date")


@lru_cache(8)
def connect(address: str) -> Connection:
    """Return the connection of this process to an address."""
    return Connection(address)

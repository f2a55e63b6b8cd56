"""How the parts are put together."""

import pytest

from bot.app import connect
from bot.config import load_settings
from bot.errors import ConfigError
from tests.adapters import proxies
from tests.servers.telegram import TOKEN, TelegramServer


async def test_telegram_goes_through_its_own_proxy_before_that_of_all() -> None:
    async with TelegramServer() as server, proxies.socks5() as (own, ports):
        settings = load_settings(
            telegram={"token": TOKEN, "base_url": server.url, "proxy": own},
            proxy="http://127.0.0.1:9",
        )
        connection = connect(settings)["telegram"]
        await connection.start()
        assert ports[0] == server.port
        await connection.close()


async def test_without_one_of_its_own_it_goes_through_that_of_all() -> None:
    async with TelegramServer() as server, proxies.socks5() as (everybodys, ports):
        telegram = {"token": TOKEN, "base_url": server.url}
        connection = connect(load_settings(telegram=telegram, proxy=everybodys))["telegram"]
        await connection.start()
        assert ports[0] == server.port
        await connection.close()


def test_a_wrong_proxy_is_named_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match=r"telegram\.proxy: write it as") as refused:
        load_settings(telegram={"proxy": "ftp://user:password@host"})
    assert "password" not in str(refused.value)


def test_a_webhook_listens_where_its_address_leads() -> None:
    telegram = {"token": TOKEN, "webhook_url": "https://bot.example.org/x/y"}
    [path] = connect(load_settings(telegram=telegram, http_port=8080))["telegram"].hooks
    assert path == "/x/y"
    with pytest.raises(ConfigError, match="set http_port"):
        connect(load_settings(telegram=telegram))


def test_without_a_token_there_is_no_platform() -> None:
    assert connect(load_settings()) == {}

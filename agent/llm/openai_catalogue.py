"""Which models the OpenAI API serves an account, by the official SDK."""

from agent.resilience.exceptions import failure_of


def served(*, api_key: str, base_url: str, timeout: float) -> dict[str, str]:
    """The last day (ISO, "" if none is announced) by model. Raises ProviderError."""
    from openai import OpenAI

    client = OpenAI(api_key=api_key, base_url=base_url, timeout=timeout, max_retries=0)
    try:
        listed = client.models.list()
        return {one.id: str(one.shutdown_date or "") for one in listed}
    except Exception as error:  # an SDK may fail in more ways than it tells
        raise failure_of(error) from error
    finally:
        client.close()

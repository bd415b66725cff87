"""For AWS Lambda behind a function URL or an HTTP API: the handler is `relay.hosts.aws_lambda.handler`."""

from mangum import Mangum

from relay.hosts.asgi import app

# Mangum would end the lifespan after each event, and with it the connections that the next one can use.
handler = Mangum(app, lifespan="off")

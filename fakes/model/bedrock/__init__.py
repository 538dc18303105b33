"""Amazon Bedrock's runtime API: Converse and ConverseStream (the service model of botocore 1.44)."""

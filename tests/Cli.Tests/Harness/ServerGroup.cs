namespace Garita.Cli.Tests.Harness;

[CollectionDefinition(ServerFixture.Name)]
public sealed class ServerGroup : ICollectionFixture<ServerFixture>;

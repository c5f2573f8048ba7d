using System.Net.Security;
using Garita.Server.DeviceHttps;

namespace Garita.Server.Tests.DeviceHttps;

public sealed class RecordStreamTests
{
    [Fact]
    public async Task Write_to_a_peer_that_is_gone_cuts_the_connection_and_throws_nothing()
    {
        int cuts = 0;
        await using SslStream gone = new(Stream.Null); // never shook hands, so it cannot be written
        await using RecordStream stream = new(gone, 512, () => cuts++);

        await stream.WriteAsync(new byte[1_000]);

        Assert.Equal(1, cuts);
    }
}

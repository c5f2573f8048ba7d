using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using Garita.Contracts.Api;
using Garita.Contracts.Identities;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Listeners;
using Garita.Server.Tests.Roads;
using Garita.Server.Updates.Serving;
using Garita.TestKit;

namespace Garita.Server.Tests.Updates;

public sealed class ImageResourceTests
{
    private const string Device = "ABCD1234";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Image_and_leaves_are_those_that_the_manifest_signs(int version)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        HttpClient client = house.Https(Device, version);

        using HttpRequestMessage request = Get(client, house.Payload.Hex);
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using HttpResponseMessage whole = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal(house.Image, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal($"\"{house.Payload.Hex}\"", whole.Headers.ETag!.Tag);
        Assert.Equal("bytes", whole.Headers.AcceptRanges.Single());
        Assert.Empty(whole.Content.Headers.ContentEncoding);

        byte[] leaves = await client.GetByteArrayAsync($"images/{house.Payload.Hex}/leaves");
        Assert.Equal(
            ChunkRefusal.None, VerifiedLeafList.TryVerify(house.Verifier().Layout, leaves, out _));
    }

    [ToolFact("gtlsclient")]
    public async Task Image_and_leaves_come_over_http_3_to_a_client_that_is_not_ours()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER");
        await house.OfferAsync(Device);
        using TemporaryDirectory folder = new();
        using TestPki files = new();

        foreach (string path in (string[])[string.Empty, "/leaves"])
        {
            await GetAsync(Device, $"/images/{house.Payload.Hex}{path}", $"--download={folder.Path}");
        }

        Assert.Equal(house.Image, await File.ReadAllBytesAsync(folder.File(house.Payload.Hex)));
        Assert.Equal(
            ChunkRefusal.None,
            VerifiedLeafList.TryVerify(
                house.Verifier().Layout, await File.ReadAllBytesAsync(folder.File("leaves")), out _));
        string refused = await GetAsync("OTHER", $"/images/{house.Payload.Hex}");
        Assert.Contains(":status: 404", refused, StringComparison.Ordinal);

        async Task<string> GetAsync(string device, string path, string more = "")
        {
            (int code, string output) = await GtlsClient.GetAsync(
                house.Server.Server.Http3Endpoint!.Port, files.Write(house.HolderOf(device).Leaf), path, more);
            Assert.True(code == 0, output);
            return output;
        }
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=4096-8191", 4096, 4096)]
    [InlineData("bytes=49999-", 49_999, 1)]
    [InlineData("bytes=40000-99999999999", 40_000, 10_000)]
    [InlineData("bytes=-10", 49_990, 10)]
    [InlineData("bytes=-99999999", 0, 50_000)]
    public async Task Range_is_served_exactly(string range, int first, int length)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        HttpClient client = house.Https(Device);
        using HttpRequestMessage request = Get(client, house.Payload.Hex, range);
        using HttpResponseMessage part = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(house.Image[first..(first + length)], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(
            (first, first + length - 1, 50_000L),
            (part.Content.Headers.ContentRange!.From, part.Content.Headers.ContentRange.To,
                part.Content.Headers.ContentRange.Length));
    }

    [Theory]
    [InlineData("bytes=50000-")]
    [InlineData("bytes=9-3")]
    [InlineData("bytes=-0")]
    [InlineData("bytes=0-,0-,0-")]
    [InlineData("bytes=0-0,2-2")]
    [InlineData("lines=0-1")]
    [InlineData("bytes=a-b")]
    public async Task Any_other_range_is_refused(string range)
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        HttpClient client = house.Https(Device);
        using HttpRequestMessage request = Get(client, house.Payload.Hex, range);
        using HttpResponseMessage refused = await client.SendAsync(request);
        await refused.IsProblemAsync(HttpStatusCode.RequestedRangeNotSatisfiable, ProblemTypes.RangeNotSatisfiable);
        Assert.Equal(50_000, refused.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task Image_of_others_is_not_there()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device, "OTHER", "THIRD");
        await house.OfferAsync(Device);
        await house.OfferAsync(house.Order("THIRD") with { Paths = [DeliveryPath.Mqtt], Deployment = "autumn" });
        string[] paths =
        [
            $"images/{house.Payload.Hex}", $"images/{house.Payload.Hex}/leaves", $"images/{new string('0', 64)}",
            "images/x",
        ];
        foreach (string path in paths)
        {
            await NotThereAsync("OTHER", path);
            await NotThereAsync("THIRD", path);
        }

        await house.Updates.Desk.WithdrawAsync("spring", null, "operator:ana", CancellationToken.None);
        await NotThereAsync(Device, paths[0]);

        async Task NotThereAsync(string device, string path)
        {
            using HttpResponseMessage answer = await house.Https(device).GetAsync(path);
            Problem problem = await answer.IsProblemAsync(HttpStatusCode.NotFound, ProblemTypes.NotFound);
            Assert.Equal("There is no such image for you.", problem.Detail);
        }
    }

    [Fact]
    public async Task Range_of_another_version_is_the_whole_and_a_head_has_no_body()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(null, Device);
        await house.OfferAsync(Device);
        HttpClient client = house.Https(Device);
        using HttpRequestMessage other = Get(client, house.Payload.Hex, "bytes=0-9");
        other.Headers.IfRange = new RangeConditionHeaderValue("\"another\"");
        using HttpResponseMessage whole = await client.SendAsync(other);
        Assert.Equal((HttpStatusCode.OK, 50_000L), (whole.StatusCode, whole.Content.Headers.ContentLength));

        using HttpRequestMessage head = Get(client, house.Payload.Hex);
        head.Method = HttpMethod.Head;
        using HttpResponseMessage bare = await client.SendAsync(head);
        Assert.Equal((HttpStatusCode.OK, 50_000L), (bare.StatusCode, bare.Content.Headers.ContentLength));
        Assert.Empty(await bare.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Device_downloads_so_often_and_no_more()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(
            options => options with
            {
                Updates = options.Updates with { MaxDeliveries = 3, MinDeliveredBytes = 0 },
            },
            Device);
        await house.OfferAsync(Device);
        HttpClient client = house.Https(Device);
        for (int i = 0; i < 3; i++)
        {
            await client.GetByteArrayAsync($"images/{house.Payload.Hex}");
        }

        using HttpResponseMessage refused = await client.GetAsync($"images/{house.Payload.Hex}");
        Problem problem = await refused.IsProblemAsync(
            HttpStatusCode.TooManyRequests, ProblemTypes.TooManyRequests);
        Assert.Equal("This offer was downloaded as often as it may be.", problem.Detail);
    }

    [Fact]
    public void Downloads_at_once_are_counted_for_each_device_and_for_all()
    {
        DownloadPlaces places = new(new Server.Updates.UpdateOptions { MaxDownloads = 3, MaxDownloadsPerDevice = 2 });
        (Identity one, Identity two) = (Identity.Device("A"), Identity.Device("B"));
        Assert.True(places.TryTake(one));
        Assert.True(places.TryTake(one));
        Assert.False(places.TryTake(one));
        Assert.True(places.TryTake(two));
        Assert.False(places.TryTake(two));
        places.Return(one);
        Assert.True(places.TryTake(two));
    }

    [Fact]
    public async Task Reader_that_does_not_read_is_cut_off()
    {
        await using UpdateHouse house = await UpdateHouse.StartAsync(
            options => options with
            {
                Https = options.Https with { SlowestReader = 1e6, SlowestGrace = TimeSpan.FromSeconds(1.5) },
                Updates = options.Updates with { MaxDeliveries = 1_000_000 },
            },
            Device);
        await house.OfferAsync(Device);
        await using SslStream tls = await house.OpenTlsAsync(Device);
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET /images/{house.Payload.Hex} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));

        // Asks on and on and reads nothing: in the end the server neither writes nor reads any more, and then it cuts.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await tls.WriteAsync(request, limit.Token);
            }
        });
    }

    private static HttpRequestMessage Get(HttpClient client, string digest, string? range = null)
    {
        HttpRequestMessage request = new(HttpMethod.Get, $"images/{digest}")
        {
            Version = client.DefaultRequestVersion,
            VersionPolicy = client.DefaultVersionPolicy,
        };
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range);
        }

        return request;
    }
}

using Garita.Firmware.Manifests;

namespace Garita.Firmware.Tests.Manifests;

public sealed class ReleaseKeysTests
{
    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(3, 2, true)]
    [InlineData(ReleaseKeys.MaxKeys, ReleaseKeys.MaxKeys, true)]
    [InlineData(ReleaseKeys.MaxKeys + 1, 1, false)]
    public void Threshold_is_from_one_to_the_number_of_keys(int count, int threshold, bool possible)
    {
        TestKey[] keys = [.. Enumerable.Range(0, count).Select(_ => new TestKey())];

        ReleaseKeys? made = ReleaseKeys.TryCreate(keys.Select(k => k.PublicKey), threshold);

        Assert.Equal(possible, made is not null);
        Array.ForEach(keys, k => k.Dispose());
    }

    [Fact]
    public void Key_named_twice_is_one_key()
    {
        using TestKey key = new();

        Assert.Null(ReleaseKeys.TryCreate([key.PublicKey, key.PublicKey], threshold: 2));
    }
}

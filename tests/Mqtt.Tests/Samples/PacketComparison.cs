using System.Collections;

namespace Garita.Mqtt.Tests.Samples;

/// <summary>Compares packets by content: lists by their items, memory by its bytes.</summary>
internal static class PacketComparison
{
    public static void AssertSame(object? expected, object? actual, string path = "packet")
    {
        switch (expected)
        {
            case ReadOnlyMemory<byte> bytes:
                Assert.True(actual is ReadOnlyMemory<byte> other && bytes.Span.SequenceEqual(other.Span), path);
                break;
            case string or null or ValueType or Garita.Mqtt.Topics.TopicName or Garita.Mqtt.Topics.TopicFilter:
                Assert.True(Equals(expected, actual), $"{path}: {expected} is not {actual}");
                break;
            case IEnumerable items:
                AssertSameItems(items, Assert.IsAssignableFrom<IEnumerable>(actual), path);
                break;
            default:
                Assert.NotNull(actual);
                Assert.Equal(expected.GetType(), actual.GetType());
                foreach (var property in expected.GetType().GetProperties().Where(p => !p.GetMethod!.IsStatic))
                {
                    AssertSame(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
                }

                break;
        }
    }

    private static void AssertSameItems(IEnumerable expected, IEnumerable actual, string path)
    {
        object?[] wanted = [.. expected.Cast<object?>()];
        object?[] found = [.. actual.Cast<object?>()];
        Assert.True(wanted.Length == found.Length, $"{path}: {wanted.Length} items, found {found.Length}");
        for (int i = 0; i < wanted.Length; i++)
        {
            AssertSame(wanted[i], found[i], $"{path}[{i}]");
        }
    }
}

namespace Garita.DeliveryBench;

/// <summary>Where bench/delivery.sh lets the server listen.</summary>
internal static class Ports
{
    public const int Mqtt = 31883;

    public const int Https = 31443;
}

namespace Garita.Device.Telemetry;

/// <summary>A number, a truth value or a text. Made by conversion from any of them.</summary>
public readonly record struct MeasuredValue
{
    private MeasuredValue(object content) => Content = content;

    /// <summary>
    /// The value: <see cref="double"/>, <see cref="bool"/> or <see cref="string"/>; null where none was set.
    /// </summary>
    internal object? Content { get; }

    /// <summary>A number. Neither NaN nor infinite: JSON has no words for them.</summary>
    public static implicit operator MeasuredValue(double number) => FromDouble(number);

    /// <summary>A truth value.</summary>
    public static implicit operator MeasuredValue(bool truth) => FromBoolean(truth);

    /// <summary>A text.</summary>
    public static implicit operator MeasuredValue(string text) => FromString(text);

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN or infinite.</exception>
    public static MeasuredValue FromDouble(double number) => double.IsFinite(number)
        ? new MeasuredValue(number)
        : throw new ArgumentOutOfRangeException(nameof(number), number, "A measurement is a finite number.");

    /// <summary>A truth value.</summary>
    public static MeasuredValue FromBoolean(bool truth) => new(truth);

    /// <summary>A text.</summary>
    public static MeasuredValue FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MeasuredValue(text);
    }

    /// <inheritdoc/>
    public override string ToString() => Content?.ToString() ?? string.Empty;
}
